import { LANGUAGES } from "../languages";
import { SizesResult } from "../protocol";
import { Tools } from "../tools";
import { placeOf } from "./place";

/** Asks what -Oz and tuning would give for the C or C++ file. */
export async function showSizes(tools: Tools): Promise<SizesResult | undefined> {
  const place = placeOf(tools, "program", LANGUAGES, "a C++ or C file");
  return place === undefined ? undefined : tools.tunings.sizes(place);
}
