// The entry point: builds the parts, connects them, starts the server.

import { ExtensionContext, window, workspace } from "vscode";
import { Server } from "./client";
import { registerCommands } from "./commands";
import { showEvidence } from "./commands/showEvidence";
import { Reviews } from "./diff";
import { ProgressToasts } from "./progress";
import { CommandArgument, ServerCommand } from "./protocol";
import { questionOf, Searches } from "./search";
import { Status } from "./status";
import { Tools } from "./tools";
import { Tunings } from "./tuning";

let server: Server | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel("Hasten", { log: true });
  const status = new Status();
  const toasts = new ProgressToasts(status);
  const reviews = new Reviews();
  server = new Server(output, status, toasts);
  const searches = new Searches(server, toasts, reviews);
  const tunings = new Tunings(server, toasts, reviews);
  const tools: Tools = { output, server, reviews, searches, tunings };

  server.overrides.set(ServerCommand.optimize, (argument) =>
    searches.optimize(questionOf(argument as CommandArgument)),
  );
  server.overrides.set(ServerCommand.optimizeWorkspace, () => searches.optimizeWorkspace());
  server.overrides.set(ServerCommand.showEvidence, (argument) => showEvidence(tools, argument));

  server.overrides.set(ServerCommand.shrink, (argument) =>
    tunings.shrink(argument as CommandArgument),
  );
  server.overrides.set(ServerCommand.makeFaster, (argument) =>
    tunings.makeFaster(argument as CommandArgument),
  );
  server.overrides.set(ServerCommand.sizes, (argument) =>
    tunings.sizes(argument as CommandArgument),
  );

  const restartOnNewPython = workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration("hasten.pythonPath")) {
      void server?.restart();
    }
  });
  context.subscriptions.push(output, status, reviews, restartOnNewPython, registerCommands(tools));
  await server.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
