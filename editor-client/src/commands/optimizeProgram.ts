import { window } from "vscode";
import { isOurs } from "../languages";
import { OptimizeResult } from "../protocol";
import { Tools } from "../tools";

/** Optimizes the whole program of the active editor. */
export async function optimizeProgram({ searches }: Tools): Promise<OptimizeResult | undefined> {
  const document = window.activeTextEditor?.document;
  if (document === undefined || !isOurs(document)) {
    void window.showInformationMessage("Open a C++ or C file to optimize it.");
    return undefined;
  }
  return searches.optimize({ uri: document.uri, scope: "program" });
}
