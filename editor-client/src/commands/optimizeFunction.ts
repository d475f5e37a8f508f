import { window } from "vscode";
import { OptimizeResult } from "../protocol";
import { Tools } from "../tools";

/** Optimizes the function at the cursor. */
export async function optimizeFunction({ searches }: Tools): Promise<OptimizeResult | undefined> {
  const editor = window.activeTextEditor;
  if (editor?.document.languageId !== "cpp") {
    void window.showInformationMessage("Open a C++ file and put the cursor into a function.");
    return undefined;
  }
  const { line, character } = editor.selection.active;
  return searches.optimize({
    uri: editor.document.uri,
    scope: "function",
    position: { line, character },
  });
}
