// The item in the status bar: idle, searching, or out of order. A click opens a menu.

import {
  commands,
  Disposable,
  QuickPickItem,
  StatusBarAlignment,
  StatusBarItem,
  ThemeColor,
  window,
} from "vscode";

interface Entry extends QuickPickItem {
  command: string;
}

const MENU: Entry[] = [
  { label: "$(rocket) Optimize this function", command: "hasten.client.optimizeFunction" },
  { label: "$(file-code) Optimize this program", command: "hasten.client.optimizeProgram" },
  { label: "$(files) Optimize workspace", command: "hasten.client.optimizeWorkspace" },
  { label: "$(output) Show output", command: "hasten.client.showOutput" },
  { label: "$(debug-restart) Restart server", command: "hasten.client.restart" },
  { label: "$(trash) Clear cache", command: "hasten.client.clearCache" },
];

export class Status implements Disposable {
  private readonly item: StatusBarItem;
  private readonly disposables: Disposable[];
  private readonly searches = new Map<string, string>();
  private server = "starting";
  private error: string | undefined;

  constructor() {
    this.item = window.createStatusBarItem("hasten.status", StatusBarAlignment.Right, 90);
    this.item.name = "Hasten";
    this.item.command = "hasten.client.menu";
    this.disposables = [
      this.item,
      commands.registerCommand("hasten.client.menu", () => this.showMenu()),
    ];
    this.draw();
    this.item.show();
  }

  /** The server runs; `version` is shown as the tooltip. */
  ready(version: string): void {
    this.server = version;
    this.error = undefined;
    this.draw();
  }

  failed(message: string): void {
    this.error = message;
    this.draw();
  }

  /** A search reports; the message counts trials and names the best so far. */
  searching(token: string, message: string): void {
    this.searches.set(token, message);
    this.draw();
  }

  finished(token: string): void {
    this.searches.delete(token);
    this.draw();
  }

  dispose(): void {
    for (const disposable of this.disposables) {
      disposable.dispose();
    }
  }

  private draw(): void {
    const search = [...this.searches.values()].at(-1);
    this.item.backgroundColor = undefined;
    if (this.error !== undefined) {
      this.item.text = "$(error) Hasten";
      this.item.tooltip = this.error;
      this.item.backgroundColor = new ThemeColor("statusBarItem.errorBackground");
    } else if (search !== undefined) {
      this.item.text = `$(sync~spin) Hasten: ${search || "searching"}`;
      this.item.tooltip = "Hasten is searching for a faster version";
    } else {
      this.item.text = "$(rocket) Hasten";
      this.item.tooltip = this.server;
    }
  }

  private async showMenu(): Promise<void> {
    const chosen = await window.showQuickPick(MENU, { placeHolder: this.error ?? this.server });
    if (chosen !== undefined) {
      await commands.executeCommand(chosen.command);
    }
  }
}
