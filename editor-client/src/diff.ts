// A proposal is seen as a diff before it is applied; what is applied is exactly what was verified.

import * as path from "node:path";
import {
  commands,
  Disposable,
  QuickPickItem,
  TabInputTextDiff,
  TextDocument,
  TextDocumentContentProvider,
  TextEdit,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
} from "vscode";
import { EvidenceParams, Proposal } from "./protocol";

export const SCHEME = "hasten";

/** Reviews that can still be applied, in case their diff was closed and the message was not. */
const KEPT = 50;

/** A proposal with the document that it is for and the editor's form of its edits. */
export interface Reviewable {
  uri: Uri;
  proposal: Proposal;
  edits: TextEdit[];
  /** What to ask the server for the numbers behind it. */
  evidence: EvidenceParams;
}

interface Review {
  list: readonly Reviewable[];
  index: number;
}

interface ReviewPick extends QuickPickItem {
  index: number;
}

/** Opens diffs of proposals, and applies the one that is open when the user says so. */
export class Reviews implements TextDocumentContentProvider, Disposable {
  private readonly reviews = new Map<string, Review>();
  private readonly registration = workspace.registerTextDocumentContentProvider(SCHEME, this);
  private count = 0;

  provideTextDocumentContent(uri: Uri): string {
    const review = this.reviews.get(uri.query);
    return review?.list[review.index]?.proposal.newText ?? "";
  }

  /**
   * Opens the diff of one of the proposals; the buttons in its title bar apply it, list the
   * others, show the evidence, dismiss it. Returns the URI of the candidate's text.
   */
  async open(list: readonly Reviewable[], index = 0): Promise<Uri> {
    const one = list[index];
    if (one === undefined) {
      throw new RangeError(`there is no proposal ${index}`);
    }
    this.count += 1;
    const id = String(this.count);
    this.reviews.set(id, { list, index });
    this.reviews.delete(String(this.count - KEPT));
    const candidate = one.uri.with({ scheme: SCHEME, query: id });
    const title = `${path.basename(one.uri.path)}: ${summary(one.proposal)}`;
    await commands.executeCommand("vscode.diff", one.uri, candidate, title, { preview: true });
    return candidate;
  }

  /** Lets the user pick one of several proposals to look at. Nothing is applied. */
  async pick(list: readonly Reviewable[]): Promise<void> {
    const severalFiles = new Set(list.map(({ uri }) => uri.toString())).size > 1;
    const items: ReviewPick[] = list.map(({ uri, proposal }, index) => ({
      label: `${proposal.speedup.toFixed(2)}×`,
      description: severalFiles ? workspace.asRelativePath(uri) : undefined,
      detail: summary(proposal),
      index,
    }));
    const chosen = await window.showQuickPick(items, {
      title: "Verified edits",
      placeHolder: "Choose one to see it as a diff; nothing is applied yet",
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (chosen !== undefined) {
      await this.open(list, chosen.index);
    }
  }

  /** Applies the proposal of the open diff; false, with a message, when its document changed. */
  async apply(uri?: Uri): Promise<boolean> {
    const found = this.find(uri);
    if (found === undefined) {
      return false;
    }
    const document = await workspace.openTextDocument(found.one.uri);
    if (!fits(document, found.one)) {
      void window.showWarningMessage(
        `${path.basename(document.uri.path)} has changed since the edit was verified. ` +
          "Optimize it again.",
      );
      return false;
    }
    // The user has seen the diff, so the server's request for confirmation is answered.
    const edit = new WorkspaceEdit();
    edit.set(document.uri, found.one.edits);
    const applied = await workspace.applyEdit(edit);
    if (applied) {
      await closeDiff(found.candidate);
      await window.showTextDocument(document);
      window.setStatusBarMessage(`$(check) ${summary(found.one.proposal)}`, 10_000);
    }
    return applied;
  }

  async dismiss(uri?: Uri): Promise<void> {
    const found = this.find(uri);
    if (found !== undefined) {
      await closeDiff(found.candidate);
    }
  }

  async others(uri?: Uri): Promise<void> {
    const found = this.find(uri);
    if (found !== undefined) {
      await this.pick(found.review.list);
    }
  }

  /** The proposal of `uri`, else of the diff that has the focus. */
  current(uri?: Uri): Reviewable | undefined {
    return this.find(uri)?.one;
  }

  dispose(): void {
    this.registration.dispose();
  }

  private find(uri?: Uri): { review: Review; one: Reviewable; candidate: Uri } | undefined {
    const candidate = uri?.scheme === SCHEME ? uri : activeCandidate();
    const review = candidate && this.reviews.get(candidate.query);
    const one = review?.list[review.index];
    return candidate && review && one ? { review, one, candidate } : undefined;
  }
}

/** Whether the edits still turn the document into exactly the text that passed the tests. */
export function fits(document: TextDocument, { edits, proposal }: Reviewable): boolean {
  let text = document.getText();
  const backwards = [...edits].sort(
    (a, b) => document.offsetAt(b.range.start) - document.offsetAt(a.range.start),
  );
  for (const { range, newText } of backwards) {
    const start = document.offsetAt(range.start);
    const end = document.offsetAt(range.end);
    text = text.slice(0, start) + newText + text.slice(end);
  }
  return text === proposal.newText;
}

/** The title without what the button that applies it says anyway. */
function summary({ title }: Proposal): string {
  return title.replace(/^Apply verified edit: /, "");
}

function activeCandidate(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputTextDiff && input.modified.scheme === SCHEME
    ? input.modified
    : undefined;
}

async function closeDiff(candidate: Uri): Promise<void> {
  const tabs = window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      ({ input }) =>
        input instanceof TabInputTextDiff && input.modified.toString() === candidate.toString(),
    );
  await window.tabGroups.close(tabs);
}
