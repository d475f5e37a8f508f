import { LLVM_IR } from "../languages";
import { TuneResult } from "../protocol";
import { Tools } from "../tools";
import { placeOf } from "./place";

/** Searches for passes that make the module faster on its tests. */
export async function makeModuleFaster(tools: Tools): Promise<TuneResult | undefined> {
  const place = placeOf(tools, "program", [LLVM_IR], "a module of LLVM IR");
  return place === undefined ? undefined : tools.tunings.makeFaster(place);
}
