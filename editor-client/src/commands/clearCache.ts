import { commands } from "vscode";
import { ServerCommand } from "../protocol";
import { Tools } from "../tools";

/** Forgets every measurement. The server says how many there were. */
export async function clearCache({ server }: Tools): Promise<unknown> {
  server.running();
  return commands.executeCommand(ServerCommand.clearCache);
}
