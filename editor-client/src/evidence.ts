// The evidence behind a proposal: the server's HTML report in a panel that runs no script.

import { ViewColumn, window } from "vscode";
import { Server } from "./client";
import { EvidenceParams, EvidenceRequest } from "./protocol";

const POLICY =
  '<meta http-equiv="Content-Security-Policy" ' +
  "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">";

/** Shows the report for a function or a program; true when there was one. */
export async function showEvidence(server: Server, params: EvidenceParams): Promise<boolean> {
  const evidence = await server.running().sendRequest(EvidenceRequest, params);
  if (evidence === null) {
    void window.showInformationMessage(
      "There is no evidence for this place yet: optimize the function first.",
    );
    return false;
  }
  const panel = window.createWebviewPanel("hasten.evidence", "Hasten: evidence", {
    viewColumn: ViewColumn.Beside,
    preserveFocus: true,
  });
  panel.webview.html = withPolicy(evidence.html);
  return true;
}

// VS Code's own style for code is made for its theme; the page has colours of its own.
const STYLE = "<style>code { color: inherit; background: none; }</style>";

/** Puts the policy first in the head, where nothing of the page can come before it. */
export function withPolicy(html: string): string {
  return /<head[^>]*>/i.test(html)
    ? html.replace(/<head[^>]*>/i, (head) => head + POLICY + STYLE)
    : POLICY + STYLE + html;
}
