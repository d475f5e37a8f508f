import { Tools } from "../tools";

export function showOutput({ output }: Tools): void {
  output.show();
}
