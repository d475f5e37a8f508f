import { Position, Uri, window } from "vscode";
import { showEvidence as show } from "../evidence";
import { EvidenceArgument } from "../protocol";
import { Tools } from "../tools";

/** Shows the evidence for a place, or for the function at the cursor. */
export async function showEvidence({ server }: Tools, argument: unknown): Promise<boolean> {
  if (isPlace(argument)) {
    const { line, character } = argument.position;
    return show(server, Uri.parse(argument.uri), new Position(line, character));
  }
  const editor = window.activeTextEditor;
  if (editor === undefined) {
    return false;
  }
  return show(server, editor.document.uri, editor.selection.active);
}

function isPlace(argument: unknown): argument is EvidenceArgument {
  return typeof argument === "object" && argument !== null && "uri" in argument &&
    "position" in argument && typeof argument.uri === "string";
}
