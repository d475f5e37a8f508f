import { window } from "vscode";
import { OptimizeResult } from "../protocol";
import { Tools } from "../tools";

/** Optimizes the whole program of the active editor. */
export async function optimizeProgram({ searches }: Tools): Promise<OptimizeResult | undefined> {
  const document = window.activeTextEditor?.document;
  if (document?.languageId !== "cpp") {
    void window.showInformationMessage("Open a C++ file to optimize it.");
    return undefined;
  }
  return searches.optimize({ uri: document.uri, scope: "program" });
}
