import { OptimizeWorkspaceResult } from "../protocol";
import { Tools } from "../tools";

/** Optimizes every program with tests; what is found is listed, and nothing is applied. */
export function optimizeWorkspace({
  searches,
}: Tools): Promise<OptimizeWorkspaceResult | undefined> {
  return searches.optimizeWorkspace();
}
