import { Uri } from "vscode";
import { Tools } from "../tools";

export function applyProposal({ reviews }: Tools, uri: unknown): Promise<boolean> {
  return reviews.apply(uri instanceof Uri ? uri : undefined);
}
