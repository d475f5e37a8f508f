import { TextDocument } from "vscode";

/** The languages that can be made faster, by VS Code's names for them. */
export const LANGUAGES = ["cpp", "c"];

/** All that the server reads: LLVM IR, too, which it makes smaller. */
export const SERVED = [...LANGUAGES, "llvm"];

/** Whether a document is one that Hasten makes faster. */
export function isOurs(document: TextDocument): boolean {
  return LANGUAGES.includes(document.languageId);
}
