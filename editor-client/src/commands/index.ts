// Every command of the palette, one module each, under the identifiers of package.json.

import { commands, Disposable } from "vscode";
import { Tools } from "../tools";
import { applyProposal } from "./applyProposal";
import { choosePython } from "./choosePython";
import { clearCache } from "./clearCache";
import { copyOptCommand } from "./copyOptCommand";
import { dismissProposal } from "./dismissProposal";
import { makeModuleFaster } from "./makeModuleFaster";
import { optimizeFunction } from "./optimizeFunction";
import { optimizeProgram } from "./optimizeProgram";
import { optimizeWorkspace } from "./optimizeWorkspace";
import { otherProposals } from "./otherProposals";
import { restart } from "./restart";
import { showEvidence } from "./showEvidence";
import { showOutput } from "./showOutput";
import { showSizes } from "./showSizes";
import { shrinkFunction } from "./shrinkFunction";
import { shrinkModule } from "./shrinkModule";

const COMMANDS = {
  applyProposal,
  choosePython,
  clearCache,
  copyOptCommand,
  dismissProposal,
  makeModuleFaster,
  optimizeFunction,
  optimizeProgram,
  optimizeWorkspace,
  otherProposals,
  restart,
  showEvidence,
  showOutput,
  showSizes,
  shrinkFunction,
  shrinkModule,
};

export function registerCommands(tools: Tools): Disposable {
  return Disposable.from(
    ...Object.entries(COMMANDS).map(([name, command]) =>
      commands.registerCommand(`hasten.client.${name}`, (argument?: unknown) =>
        command(tools, argument),
      ),
    ),
  );
}
