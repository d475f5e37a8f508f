// What the server understands beyond the standard protocol.

import { ProgressToken, RequestType, WorkspaceEdit } from "vscode-languageclient/node";

export interface Position {
  line: number;
  character: number;
}

export type Scope = "function" | "program";

export interface OptimizeParams {
  textDocument: { uri: string; version?: number };
  position?: Position;
  function?: string | null;
  /** Of the function's text, as the server gave it: it then refuses when that has changed. */
  digest?: string;
  scope: Scope;
  /** A language model of the settings to ask, and how. */
  model?: string | null;
  strategy?: string | null;
  workDoneToken?: ProgressToken;
}

/** One verified edit of one document; `newText` is the whole text that passed the tests. */
export interface Proposal {
  title: string;
  speedup: number;
  kind: "exact" | "test_guarded";
  diff: string;
  newText: string;
  edit: WorkspaceEdit;
}

export interface OptimizeResult {
  status: "proposals" | "nothing" | "failed" | "changed";
  message: string;
  record: unknown;
  proposals: Proposal[];
}

export interface OptimizeWorkspaceResult {
  message: string;
  proposals: (Proposal & { uri: string })[];
}

export interface EvidenceParams {
  textDocument: { uri: string };
  scope: Scope;
  position?: Position;
  function?: string | null;
}

export interface Evidence {
  html: string;
  path: string;
  record: unknown;
}

export const OptimizeRequest = new RequestType<OptimizeParams, OptimizeResult, void>(
  "hasten/optimize",
);
export const OptimizeWorkspaceRequest = new RequestType<
  { workDoneToken?: ProgressToken },
  OptimizeWorkspaceResult,
  void
>("hasten/optimizeWorkspace");
export const EvidenceRequest = new RequestType<EvidenceParams, Evidence | null, void>(
  "hasten/evidence",
);

/** What a search in LLVM IR, or a question about sizes, is asked with. */
export interface TuneParams {
  textDocument: { uri: string; version?: number };
  scope: Scope;
  position?: Position;
  function?: string | null;
  workDoneToken?: ProgressToken;
}

export type TuneResult = TuneFailure | TuneProposal;

export interface TuneFailure {
  status: "nothing" | "failed";
  message: string;
}

export interface TuneProposal {
  status: "proposals";
  message: string;
  title: string;
  /** Bytes, or a cost. */
  before: number;
  after: number;
  /** One line for a shell that makes the text after the edit from the one before. */
  command: string;
  diff: string;
  newText: string;
  edit: WorkspaceEdit;
}

export interface SizesResult {
  status: "sizes" | "failed";
  message: string;
  rows?: { how: string; size: number | null }[];
  flags?: string[];
  commands?: string[];
}

export const ShrinkRequest = new RequestType<TuneParams, TuneResult, void>("hasten/shrink");
export const MakeFasterRequest = new RequestType<TuneParams, TuneResult, void>("hasten/makeFaster");
export const SizesRequest = new RequestType<TuneParams, SizesResult, void>("hasten/sizes");

/** Commands of the server. The language client registers them in VS Code under these names. */
export const ServerCommand = {
  optimize: "hasten.optimize",
  optimizeWorkspace: "hasten.optimizeWorkspace",
  showEvidence: "hasten.showEvidence",
  clearCache: "hasten.clearCache",
  shrink: "hasten.shrink",
  makeFaster: "hasten.makeFaster",
  sizes: "hasten.sizes",
  optCommand: "hasten.optCommand",
} as const;

/** The argument of the server's commands in code actions and lenses. */
export interface CommandArgument {
  uri: string;
  scope: Scope;
  position: Position | null;
  function: string | null;
  digest: string;
  model?: string | null;
  strategy?: string | null;
}
