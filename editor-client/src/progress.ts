// Work-done progress as a toast with a Cancel button, and in the status bar.

import { randomUUID } from "node:crypto";
import { CancellationToken, Progress, ProgressLocation, window } from "vscode";
import {
  LanguageClient,
  ProgressToken,
  ProgressType,
  WorkDoneProgressBegin,
  WorkDoneProgressCancelNotification,
  WorkDoneProgressEnd,
  WorkDoneProgressReport,
} from "vscode-languageclient/node";
import { Status } from "./status";

type Value = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;
type Toast = Progress<{ message?: string; increment?: number }>;

interface Shown {
  report(value: WorkDoneProgressBegin | WorkDoneProgressReport): void;
  close(): void;
}

// A type of our own: reports under it reach our handler without going through the middleware.
const SEARCH_PROGRESS = new ProgressType<Value>();

export class ProgressToasts {
  private readonly shown = new Map<ProgressToken, Shown>();

  constructor(private readonly status: Status) {}

  /** Runs a cancellable request of ours under a toast; its token reports to that toast. */
  async run<R>(
    client: LanguageClient,
    title: string,
    request: (token: string, cancellation: CancellationToken) => Promise<R>,
  ): Promise<R> {
    const token = randomUUID();
    const options = { location: ProgressLocation.Notification, cancellable: true, title };
    return window.withProgress(options, async (toast, cancellation) => {
      this.status.searching(token, "");
      const report = reporter(toast, (message) => this.status.searching(token, message));
      const subscription = client.onProgress(SEARCH_PROGRESS, token, (value) => {
        if (value.kind !== "end") {
          report(value);
        }
      });
      try {
        return await request(token, cancellation);
      } finally {
        subscription.dispose();
        this.status.finished(token);
      }
    });
  }

  /** Shows the progress of work that the server started itself. */
  handle(client: LanguageClient, token: ProgressToken, value: Value, next: () => void): void {
    if (value.kind === "begin") {
      this.open(client, token, value);
    } else if (value.kind === "report") {
      this.shown.get(token)?.report(value);
    } else {
      this.shown.get(token)?.close();
      next();
    }
  }

  /** Closes every toast, because the server that would end them is gone. */
  closeAll(): void {
    for (const one of [...this.shown.values()]) {
      one.close();
    }
  }

  private open(client: LanguageClient, token: ProgressToken, begin: WorkDoneProgressBegin): void {
    const options = {
      location: ProgressLocation.Notification,
      cancellable: begin.cancellable ?? false,
      title: begin.title,
    };
    const name = String(token);
    void window.withProgress(options, (toast, cancellation) => {
      const report = reporter(toast, (message) => this.status.searching(name, message));
      cancellation.onCancellationRequested(() =>
        client.sendNotification(WorkDoneProgressCancelNotification.type, { token }),
      );
      return new Promise<void>((resolve) => {
        const close = (): void => {
          this.shown.delete(token);
          this.status.finished(name);
          resolve();
        };
        this.shown.set(token, { report, close });
        report(begin);
      });
    });
  }
}

/** Turns percentages into the increments that VS Code wants. */
function reporter(toast: Toast, tellStatus: (message: string) => void): Shown["report"] {
  let reached = 0;
  return ({ message, percentage }) => {
    const increment = Math.max(0, (percentage ?? reached) - reached);
    reached += increment;
    toast.report({ message, increment });
    if (message !== undefined) {
      tellStatus(message);
    }
  };
}
