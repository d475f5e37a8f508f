import { LLVM_IR } from "../languages";
import { TuneResult } from "../protocol";
import { Tools } from "../tools";
import { placeOf } from "./place";

/** Searches for passes that make the function at the cursor smaller. */
export async function shrinkFunction(tools: Tools): Promise<TuneResult | undefined> {
  const place = placeOf(tools, "function", [LLVM_IR], "a module of LLVM IR");
  return place === undefined ? undefined : tools.tunings.shrink(place);
}
