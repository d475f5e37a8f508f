// Answers the server with a language model that the user has in VS Code.

import * as vscode from "vscode";
import { CancellationToken } from "vscode-languageclient/node";

/** What the server asks: see hasten/models/editor.py. */
export interface CompleteParams {
  /** The family, id or name of a model; any will do when it is not found. */
  model: string;
  messages: { role: "system" | "user" | "assistant"; text: string }[];
  temperature?: number;
  maxTokens?: number;
  stop?: string[];
}

export interface CompleteResult {
  text: string;
}

// VS Code has had these since 1.90; earlier ones lack them, and so do the types of the oldest
// version that the extension supports.
interface Model {
  readonly id: string;
  readonly name: string;
  readonly family: string;
  sendRequest(
    messages: unknown[],
    options: { justification: string; modelOptions: Record<string, unknown> },
    token: CancellationToken,
  ): Thenable<{ text: AsyncIterable<string> }>;
}

interface LanguageModels {
  lm?: { selectChatModels(selector: { family?: string; id?: string }): Thenable<Model[]> };
  LanguageModelChatMessage?: {
    User(text: string): unknown;
    Assistant(text: string): unknown;
  };
}

const models = vscode as unknown as LanguageModels;

/** Whether this VS Code has language models at all. */
export function canComplete(): boolean {
  return models.lm !== undefined && models.LanguageModelChatMessage !== undefined;
}

/** Asks a model of the editor. VS Code asks the user for consent by itself. */
export async function complete(
  params: CompleteParams,
  token: CancellationToken,
): Promise<CompleteResult> {
  const { lm, LanguageModelChatMessage: message } = models;
  if (lm === undefined || message === undefined) {
    throw new Error("this version of VS Code has no language models (1.90 and newer have)");
  }
  const model = await find(lm, params.model);
  // There is no role for the system: what it says goes before the first question.
  const messages = params.messages.map(({ role, text }) =>
    role === "assistant" ? message.Assistant(text) : message.User(text),
  );
  const options = {
    justification: "Hasten asks for a faster version of the function that you chose.",
    modelOptions: { temperature: params.temperature, max_tokens: params.maxTokens },
  };
  const answer = await model.sendRequest(messages, options, token);
  let text = "";
  for await (const piece of answer.text) {
    text += piece;
  }
  return { text };
}

async function find(lm: NonNullable<LanguageModels["lm"]>, wanted: string): Promise<Model> {
  const all = await lm.selectChatModels({});
  const first = all.find((model) => [model.id, model.family, model.name].includes(wanted)) ?? all[0];
  if (first === undefined) {
    throw new Error(
      "no language model is installed in VS Code: install an extension that brings one, and sign in",
    );
  }
  return first;
}
