import { Uri } from "vscode";
import { Tools } from "../tools";

export function otherProposals({ reviews }: Tools, uri: unknown): Promise<void> {
  return reviews.others(uri instanceof Uri ? uri : undefined);
}
