import { LLVM_IR } from "../languages";
import { Tools } from "../tools";
import { placeOf } from "./place";

/** Copies the command that repeats the edit at the cursor. */
export async function copyOptCommand(tools: Tools): Promise<boolean> {
  const place = placeOf(tools, "function", [LLVM_IR], "a module of LLVM IR");
  return place === undefined ? false : tools.tunings.copyCommand(place);
}
