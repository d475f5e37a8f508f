// Work on LLVM IR, and on the sizes of C and C++ files: asked, shown, and its command copied.

import { commands, env, Uri, ViewColumn, window, workspace } from "vscode";
import { RequestType } from "vscode-languageclient/node";
import { Server } from "./client";
import { fits, Reviewable, Reviews } from "./diff";
import { ProgressToasts } from "./progress";
import {
  CommandArgument,
  MakeFasterRequest,
  Proposal,
  ServerCommand,
  ShrinkRequest,
  SizesRequest,
  SizesResult,
  TuneParams,
  TuneProposal,
  TuneResult,
} from "./protocol";
import { offerOutput, unlessCancelled } from "./search";

const COPY = "Copy opt Command";

export class Tunings {
  constructor(
    private readonly server: Server,
    private readonly toasts: ProgressToasts,
    private readonly reviews: Reviews,
  ) {}

  /** Searches for a smaller function or module, and shows the edit as a diff. */
  shrink(argument: CommandArgument): Promise<TuneResult | undefined> {
    return this.tune(ShrinkRequest, "Shrinking", argument);
  }

  /** Searches for a faster module, and shows the edit as a diff. */
  makeFaster(argument: CommandArgument): Promise<TuneResult | undefined> {
    return this.tune(MakeFasterRequest, "Making faster", argument);
  }

  /** Asks what -Oz and tuning would give for a C or C++ file, and shows the table beside it. */
  async sizes(argument: CommandArgument): Promise<SizesResult | undefined> {
    const result = await this.ask(SizesRequest, "Sizes of", paramsOf(argument));
    if (result === undefined) {
      return undefined;
    }
    if (result.status === "failed") {
      void offerOutput(window.showWarningMessage(result.message, "Show Output"));
      return result;
    }
    const document = await workspace.openTextDocument({
      language: "markdown",
      content: pageOf(result),
    });
    await window.showTextDocument(document, { preview: true, preserveFocus: true, viewColumn: ViewColumn.Beside });
    return result;
  }

  /** Puts the command that repeats the edit at a place into the clipboard; false without one. */
  async copyCommand(argument: CommandArgument): Promise<boolean> {
    this.server.running();
    const line = await commands.executeCommand<string | null>(ServerCommand.optCommand, argument);
    return line ? copy(line) : false;
  }

  private async tune(
    request: RequestType<TuneParams, TuneResult, void>,
    title: string,
    argument: CommandArgument,
  ): Promise<TuneResult | undefined> {
    const result = await this.ask(request, title, paramsOf(argument));
    if (result?.status === "proposals") {
      await this.present(result, argument);
    } else if (result?.status === "nothing") {
      void window.showInformationMessage(result.message);
    } else if (result !== undefined) {
      void offerOutput(window.showWarningMessage(result.message, "Show Output"));
    }
    return result;
  }

  private async present(result: TuneProposal, argument: CommandArgument): Promise<void> {
    const { title, before, after, diff, newText, edit } = result;
    const { protocol2CodeConverter } = this.server.running();
    const uri = Uri.parse(argument.uri);
    const edits = (await protocol2CodeConverter.asWorkspaceEdit(edit)).get(uri);
    const proposal: Proposal = { title, speedup: before / after, kind: "exact", diff, newText, edit };
    const one: Reviewable = { uri, proposal, edits, evidence: paramsOf(argument) };
    if (!fits(await workspace.openTextDocument(uri), one)) {
      const name = workspace.asRelativePath(uri);
      void window.showWarningMessage(`${name} changed during the search. Search again.`);
      return;
    }
    void this.offer(result, await this.reviews.open([one]));
  }

  private async offer({ message, command }: TuneProposal, candidate: Uri): Promise<void> {
    const chosen = await window.showInformationMessage(message, "Apply", COPY, "Dismiss");
    if (chosen === COPY) {
      await copy(command);
    } else if (chosen === "Apply") {
      await this.reviews.apply(candidate);
    } else if (chosen === "Dismiss") {
      await this.reviews.dismiss(candidate);
    }
  }

  private ask<R>(
    request: RequestType<TuneParams, R, void>,
    title: string,
    params: TuneParams,
  ): Promise<R | undefined> {
    const client = this.server.running();
    const what = params.function ?? workspace.asRelativePath(Uri.parse(params.textDocument.uri));
    return unlessCancelled(
      this.toasts.run(client, `${title} ${what}`, (workDoneToken, cancellation) =>
        client.sendRequest(request, { ...params, workDoneToken }, cancellation),
      ),
    );
  }
}

function paramsOf({ uri, scope, position, function: name }: CommandArgument): TuneParams {
  return { textDocument: { uri }, scope, position: position ?? undefined, function: name };
}

async function copy(line: string): Promise<boolean> {
  await env.clipboard.writeText(line);
  void window.setStatusBarMessage("Hasten: the opt command is in the clipboard", 5000);
  return true;
}

/** The table, the flags for the build and the commands as a page. */
export function pageOf({ message, rows, flags, commands: lines }: SizesResult): string {
  const table = (rows ?? []).map(({ how, size }) => `| ${size ?? "–"} | ${how} |`);
  const build = flags?.length ? [`Add to the build: \`-Oz ${flags.join(" ")}\``, ""] : [];
  const repeat = lines?.length ? ["```sh", ...lines, "```", ""] : [];
  const head = message.split("\n", 1)[0];
  return [`# ${head}`, "", "| bytes | |", "|--:|---|", ...table, "", ...build, ...repeat].join("\n");
}
