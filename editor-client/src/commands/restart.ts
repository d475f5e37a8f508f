import { Tools } from "../tools";

export function restart({ server }: Tools): Promise<void> {
  return server.restart();
}
