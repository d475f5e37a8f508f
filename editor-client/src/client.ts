// The server's life: found, started, stopped, started again.

import { LogOutputChannel, window, workspace } from "vscode";
import {
  CancellationToken,
  ExecuteCommandSignature,
  LanguageClient,
  Middleware,
  RevealOutputChannelOn,
  State,
} from "vscode-languageclient/node";
import { canComplete, complete, CompleteParams } from "./completing";
import { SERVED } from "./languages";
import { ProgressToasts } from "./progress";
import { ServerCommand } from "./protocol";
import { choosePython, environment, findHasten, FoundLauncher, HastenNotFound } from "./python";
import { Status } from "./status";

/** Answers a command of the server in the editor's own way. */
export type CommandOverride = (argument: unknown) => Promise<unknown>;

export class Server {
  /** Commands that the client answers itself, because it can do it with more comfort. */
  readonly overrides = new Map<string, CommandOverride>();
  private client: LanguageClient | undefined;
  private lastRestart = Promise.resolve();

  constructor(
    private readonly output: LogOutputChannel,
    private readonly status: Status,
    private readonly toasts: ProgressToasts,
  ) {}

  /** The client of the running server. Throws, with words for the user, when there is none. */
  running(): LanguageClient {
    if (this.client?.state !== State.Running) {
      throw new Error("Hasten's server is not running. “Hasten: Show Output” says why.");
    }
    return this.client;
  }

  /** Starts the server; a failure is told to the user, and is not thrown. */
  async start(): Promise<void> {
    try {
      const launcher = await findHasten(this.output);
      this.client = this.create(launcher);
      await this.client.start();
      this.status.ready(launcher.version);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.output.error(message);
      this.status.failed(message);
      void this.explain(message, error instanceof HastenNotFound);
    }
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.toasts.closeAll();
    if (client !== undefined) {
      await client.dispose();
    }
  }

  /** Restarts run one after the other, however fast they are asked for. */
  restart(): Promise<void> {
    this.lastRestart = this.lastRestart.then(() => this.stop()).then(() => this.start());
    return this.lastRestart;
  }

  private create(launcher: FoundLauncher): LanguageClient {
    const client = new LanguageClient(
      "hasten",
      "Hasten",
      {
        command: launcher.command,
        args: [...launcher.args, "lsp"],
        options: { env: environment(), cwd: workspace.workspaceFolders?.[0]?.uri.fsPath },
      },
      {
        documentSelector: SERVED.map((language) => ({ scheme: "file", language })),
        outputChannel: this.output,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        initializationOptions: {
          trusted: workspace.isTrusted,
          commandLinks: true,
          completes: canComplete(),
        },
        markdown: {
          isTrusted: { enabledCommands: [ServerCommand.optimize, ServerCommand.showEvidence] },
        },
        middleware: this.middleware(),
      },
    );
    client.onRequest("hasten/complete", (params: CompleteParams, token: CancellationToken) =>
      complete(params, token),
    );
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) {
        this.status.ready(launcher.version);
      } else if (newState === State.Stopped && this.client === client) {
        this.toasts.closeAll();
        this.status.failed("Hasten's server has stopped.");
      }
    });
    return client;
  }

  private middleware(): Middleware {
    return {
      handleWorkDoneProgress: (token, value, next) => {
        if (this.client === undefined) {
          next(token, value);
        } else {
          this.toasts.handle(this.client, token, value, () => next(token, value));
        }
      },
      executeCommand: (command: string, args: unknown[], next: ExecuteCommandSignature) => {
        const override = this.overrides.get(command);
        return override === undefined ? next(command, args) : override(args[0]);
      },
    };
  }

  private async explain(message: string, offerChoice: boolean): Promise<void> {
    const choose = "Choose Python…";
    const show = "Show Output";
    const buttons = offerChoice ? [choose, show] : [show];
    const answer = await window.showErrorMessage(message, ...buttons);
    if (answer === choose) {
      await choosePython();
    } else if (answer === show) {
      this.output.show();
    }
  }
}
