import { TextDocument } from "vscode";

/** The languages that the server reads, by VS Code's names for them. */
export const LANGUAGES = ["cpp", "c"];

/** Whether a document is one for Hasten. */
export function isOurs(document: TextDocument): boolean {
  return LANGUAGES.includes(document.languageId);
}
