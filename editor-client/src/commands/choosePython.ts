import { choosePython as choose } from "../python";

export function choosePython(): Promise<void> {
  return choose();
}
