import { window } from "vscode";
import { isOurs } from "../languages";
import { OptimizeResult } from "../protocol";
import { Tools } from "../tools";

/** Optimizes the function at the cursor. */
export async function optimizeFunction({ searches }: Tools): Promise<OptimizeResult | undefined> {
  const editor = window.activeTextEditor;
  if (editor === undefined || !isOurs(editor.document)) {
    void window.showInformationMessage("Open a C++ or C file and put the cursor into a function.");
    return undefined;
  }
  const { line, character } = editor.selection.active;
  return searches.optimize({
    uri: editor.document.uri,
    scope: "function",
    position: { line, character },
  });
}
