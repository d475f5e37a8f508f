// One search, from the request to the diff of what was found.

import { commands, Uri, window, workspace } from "vscode";
import { LSPErrorCodes, ResponseError } from "vscode-languageclient/node";
import { Server } from "./client";
import { fits, Reviewable, Reviews } from "./diff";
import { ProgressToasts } from "./progress";
import {
  CommandArgument,
  OptimizeParams,
  OptimizeRequest,
  OptimizeResult,
  OptimizeWorkspaceRequest,
  OptimizeWorkspaceResult,
  Position,
  Proposal,
  Scope,
} from "./protocol";

export interface Question {
  uri: Uri;
  scope: Scope;
  position?: Position;
  function?: string | null;
  digest?: string;
  model?: string | null;
  strategy?: string | null;
}

/** What `hasten.optimize` of a code action or a lens asks for. */
export function questionOf(argument: CommandArgument): Question {
  return {
    uri: Uri.parse(argument.uri),
    scope: argument.scope,
    position: argument.position ?? undefined,
    function: argument.function,
    digest: argument.digest,
    model: argument.model,
    strategy: argument.strategy,
  };
}

export class Searches {
  constructor(
    private readonly server: Server,
    private readonly toasts: ProgressToasts,
    private readonly reviews: Reviews,
  ) {}

  /** Searches, and opens the best edit as a diff. Undefined when it was cancelled or failed. */
  async optimize(question: Question): Promise<OptimizeResult | undefined> {
    const client = this.server.running();
    const document = await workspace.openTextDocument(question.uri);
    const params: OptimizeParams = {
      textDocument: {
        uri: client.code2ProtocolConverter.asUri(question.uri),
        version: document.version,
      },
      position: question.position,
      function: question.function ?? null,
      digest: question.digest,
      scope: question.scope,
      model: question.model,
      strategy: question.strategy,
    };
    const title = `Optimizing ${question.function ?? workspace.asRelativePath(question.uri)}`;
    const result = await unlessCancelled(
      this.toasts.run(client, title, (workDoneToken, cancellation) =>
        client.sendRequest(OptimizeRequest, { ...params, workDoneToken }, cancellation),
      ),
    );
    if (result !== undefined) {
      await this.present(result, question);
    }
    return result;
  }

  /** Searches every program of the workspace that has tests, and lists what was found. */
  async optimizeWorkspace(): Promise<OptimizeWorkspaceResult | undefined> {
    const client = this.server.running();
    const result = await unlessCancelled(
      this.toasts.run(client, "Optimizing the workspace", (workDoneToken, cancellation) =>
        client.sendRequest(OptimizeWorkspaceRequest, { workDoneToken }, cancellation),
      ),
    );
    if (result === undefined || result.proposals.length === 0) {
      if (result !== undefined) {
        void window.showInformationMessage(result.message);
      }
      return result;
    }
    const list = await Promise.all(
      result.proposals.map((one) =>
        this.reviewable(one, {
          uri: client.protocol2CodeConverter.asUri(one.uri),
          scope: "program",
        }),
      ),
    );
    void this.reviews.pick(list);
    return result;
  }

  private async present(result: OptimizeResult, question: Question): Promise<void> {
    if (result.status === "failed" || result.status === "changed") {
      void offerOutput(window.showWarningMessage(result.message, "Show Output"));
      return;
    }
    if (result.proposals.length === 0) {
      void window.showInformationMessage(result.message);
      return;
    }
    const list = await Promise.all(
      result.proposals.map((proposal) => this.reviewable(proposal, question)),
    );
    const document = await workspace.openTextDocument(question.uri);
    const fitting = list.filter((one) => fits(document, one));
    if (fitting.length === 0) {
      void window.showWarningMessage(
        `${workspace.asRelativePath(question.uri)} changed during the search. Optimize it again.`,
      );
      return;
    }
    const candidate = await this.reviews.open(fitting);
    void this.offer(result.message, candidate);
  }

  private async offer(message: string, candidate: Uri): Promise<void> {
    const commandOf = {
      Apply: "hasten.client.applyProposal",
      Dismiss: "hasten.client.dismissProposal",
      "Show Evidence": "hasten.client.showEvidence",
    };
    const buttons = Object.keys(commandOf) as (keyof typeof commandOf)[];
    const chosen = await window.showInformationMessage(message, ...buttons);
    if (chosen !== undefined) {
      await commands.executeCommand(commandOf[chosen], candidate);
    }
  }

  private async reviewable(proposal: Proposal, question: Question): Promise<Reviewable> {
    const { protocol2CodeConverter, code2ProtocolConverter } = this.server.running();
    const edit = await protocol2CodeConverter.asWorkspaceEdit(proposal.edit);
    const { uri, scope, position, function: name } = question;
    const textDocument = { uri: code2ProtocolConverter.asUri(uri) };
    const evidence = { textDocument, scope, position, function: name };
    return { uri, proposal, edits: edit.get(uri), evidence };
  }
}

/** The answer to a request; undefined when it was cancelled, or failed, which is shown. */
export async function unlessCancelled<R>(request: Promise<R>): Promise<R | undefined> {
  try {
    return await request;
  } catch (error) {
    const code = error instanceof ResponseError ? error.code : undefined;
    if (code !== LSPErrorCodes.RequestCancelled && code !== LSPErrorCodes.ServerCancelled) {
      const reason = error instanceof Error ? error.message : String(error);
      void offerOutput(window.showErrorMessage(`Hasten: ${reason}`, "Show Output"));
    }
    return undefined;
  }
}

/** Shows the log when the user asks for it. */
export async function offerOutput(answer: Thenable<string | undefined>): Promise<void> {
  if ((await answer) !== undefined) {
    await commands.executeCommand("hasten.client.showOutput");
  }
}
