import { TextDocument } from "vscode";

/** The languages that can be made faster, by VS Code's names for them. */
export const LANGUAGES = ["cpp", "c"];

export const LLVM_IR = "llvm";

/** All that the server reads: LLVM IR, too, which it makes smaller or faster by passes. */
export const SERVED = [...LANGUAGES, LLVM_IR];

/** Whether a document is one that Hasten makes faster. */
export function isOurs(document: TextDocument): boolean {
  return LANGUAGES.includes(document.languageId);
}
