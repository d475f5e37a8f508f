// Work on LLVM IR, and on the sizes of C and C++ files: asked, shown, and its command copied.

import { commands, env, Uri, ViewColumn, window, workspace } from "vscode";
import { RequestType } from "vscode-languageclient/node";
import { Server } from "./client";
import { ProgressToasts } from "./progress";
import {
  CommandArgument,
  MakeFasterRequest,
  ServerCommand,
  ShrinkRequest,
  SizesRequest,
  SizesResult,
  TuneParams,
  TuneResult,
} from "./protocol";
import { offerOutput, unlessCancelled } from "./search";

const COPY = "Copy opt Command";

export class Tunings {
  constructor(
    private readonly server: Server,
    private readonly toasts: ProgressToasts,
  ) {}

  /** Searches for a smaller function or module, and offers the edit. */
  shrink(argument: CommandArgument): Promise<TuneResult | undefined> {
    return this.tune(ShrinkRequest, "Shrinking", argument);
  }

  /** Searches for a faster module, and offers the edit. */
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
    const result = await this.ask(request, title, { ...paramsOf(argument), apply: true });
    if (result?.command !== undefined) {
      void offerCopy(result.message, result.command);
    }
    // What else there is to say the server has shown by itself.
    return result;
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

async function offerCopy(message: string, line: string): Promise<void> {
  if ((await window.showInformationMessage(message, COPY)) === COPY) {
    await copy(line);
  }
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
