import { Uri, window } from "vscode";
import { showEvidence as show } from "../evidence";
import { CommandArgument } from "../protocol";
import { Tools } from "../tools";

/** Shows the evidence for the open diff, for a server's argument, or for the cursor's place. */
export async function showEvidence(
  { server, reviews }: Tools,
  argument?: unknown,
): Promise<boolean> {
  if (isCommandArgument(argument)) {
    const { uri, scope, position, function: name } = argument;
    const place = { scope, position: position ?? undefined, function: name };
    return show(server, { textDocument: { uri }, ...place });
  }
  const reviewed = reviews.current(argument instanceof Uri ? argument : undefined);
  if (reviewed !== undefined) {
    return show(server, reviewed.evidence);
  }
  const editor = window.activeTextEditor;
  if (editor === undefined) {
    return false;
  }
  const converter = server.running().code2ProtocolConverter;
  return show(server, {
    textDocument: { uri: converter.asUri(editor.document.uri) },
    scope: "function",
    position: converter.asPosition(editor.selection.active),
  });
}

function isCommandArgument(argument: unknown): argument is CommandArgument {
  const given = argument as Partial<CommandArgument> | null | undefined;
  return typeof given?.uri === "string" && typeof given.scope === "string";
}
