import { Uri } from "vscode";
import { Tools } from "../tools";

export function dismissProposal({ reviews }: Tools, uri: unknown): Promise<void> {
  return reviews.dismiss(uri instanceof Uri ? uri : undefined);
}
