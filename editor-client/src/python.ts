// Finds the Python that has hasten installed, and makes sure of it before the server is started.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { extensions, LogOutputChannel, Uri, window, workspace } from "vscode";

const run = promisify(execFile);
const PATIENCE_MS = 30_000;

/** A command line that starts hasten, without its subcommand. */
export interface Launcher {
  command: string;
  args: string[];
  /** Where it was found, in words. */
  origin: string;
}

export interface FoundLauncher extends Launcher {
  version: string;
}

/** Nothing that was tried has hasten; the message says what to change. */
export class HastenNotFound extends Error {}

/**
 * The environment of the server. PYTHONSAFEPATH keeps Python from importing modules out of the
 * current folder: a workspace may hold a `random.py` of its own.
 */
export function environment(): NodeJS.ProcessEnv {
  return { ...process.env, PYTHONSAFEPATH: "1" };
}

export async function findHasten(output: LogOutputChannel): Promise<FoundLauncher> {
  const configured = workspace.getConfiguration("hasten").get<string>("pythonPath", "").trim();
  const candidates = configured
    ? [python(expandFolder(configured), "the setting hasten.pythonPath")]
    : await usualPlaces(output);
  for (const candidate of candidates) {
    const version = await versionOf(candidate, output);
    if (version !== undefined) {
      output.info(`Using ${candidate.command} (${candidate.origin}): ${version}`);
      return { ...candidate, version };
    }
  }
  throw new HastenNotFound(
    configured
      ? `${configured} (hasten.pythonPath) cannot run hasten. Install it there with ` +
          `"${configured} -m pip install hasten", or choose another Python.`
      : "No Python with hasten was found in the workspace's .venv, in the Python extension's " +
          'environment or on the PATH. Run "pip install hasten", or choose the Python that has it.',
  );
}

/** Lets the user point at a Python; the server restarts when that setting changes. */
export async function choosePython(): Promise<void> {
  const chosen = await window.showOpenDialog({
    title: "The Python that has hasten installed",
    openLabel: "Use this Python",
    canSelectMany: false,
  });
  if (chosen?.[0]) {
    const globally = workspace.workspaceFolders === undefined;
    await workspace.getConfiguration("hasten").update("pythonPath", chosen[0].fsPath, globally);
  }
}

function python(command: string, origin: string): Launcher {
  return { command, args: ["-m", "hasten"], origin };
}

async function usualPlaces(output: LogOutputChannel): Promise<Launcher[]> {
  const found: Launcher[] = [];
  for (const folder of workspace.workspaceFolders ?? []) {
    const inFolder = path.join(folder.uri.fsPath, ".venv", "bin", "python");
    if (existsSync(inFolder)) {
      found.push(python(inFolder, `the .venv of ${folder.name}`));
    }
  }
  const selected = await selectedInPythonExtension(output);
  if (selected !== undefined) {
    found.push(python(selected, "the Python extension"));
  }
  found.push({ command: "hasten", args: [], origin: "PATH" }, python("python3", "PATH"));
  return found;
}

interface PythonExtension {
  environments: {
    getActiveEnvironmentPath(resource?: Uri): { path: string };
    resolveEnvironment(environment: {
      path: string;
    }): Promise<{ executable: { uri?: Uri } } | undefined>;
  };
}

async function selectedInPythonExtension(output: LogOutputChannel): Promise<string | undefined> {
  const extension = extensions.getExtension<PythonExtension>("ms-python.python");
  if (extension === undefined) {
    return undefined;
  }
  try {
    const { environments } = await extension.activate();
    const active = environments.getActiveEnvironmentPath(workspace.workspaceFolders?.[0]?.uri);
    const resolved = await environments.resolveEnvironment(active);
    return resolved?.executable.uri?.fsPath;
  } catch (error) {
    output.warn(`The Python extension did not name an interpreter: ${String(error)}`);
    return undefined;
  }
}

async function versionOf(
  launcher: Launcher,
  output: LogOutputChannel,
): Promise<string | undefined> {
  try {
    const { stdout } = await run(launcher.command, [...launcher.args, "--version"], {
      env: environment(),
      timeout: PATIENCE_MS,
    });
    return stdout.trim();
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim() : String(error);
    output.info(`Not ${launcher.command} (${launcher.origin}): ${reason}`);
    return undefined;
  }
}

function expandFolder(value: string): string {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  return value.replaceAll("${workspaceFolder}", folder);
}
