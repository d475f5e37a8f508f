import { window } from "vscode";
import { CommandArgument, Scope } from "../protocol";
import { Tools } from "../tools";

/** What the cursor of the active editor points at; undefined, and a message, in another language. */
export function placeOf(
  { server }: Tools,
  scope: Scope,
  languages: string[],
  what: string,
): CommandArgument | undefined {
  const editor = window.activeTextEditor;
  if (editor === undefined || !languages.includes(editor.document.languageId)) {
    void window.showInformationMessage(`Open ${what} first.`);
    return undefined;
  }
  const converter = server.running().code2ProtocolConverter;
  return {
    uri: converter.asUri(editor.document.uri),
    scope,
    position: scope === "function" ? converter.asPosition(editor.selection.active) : null,
    function: null,
    digest: "",
  };
}
