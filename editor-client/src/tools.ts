// What a command works with.

import { LogOutputChannel } from "vscode";
import { Server } from "./client";
import { Reviews } from "./diff";
import { Searches } from "./search";
import { Tunings } from "./tuning";

export interface Tools {
  output: LogOutputChannel;
  server: Server;
  reviews: Reviews;
  searches: Searches;
  tunings: Tunings;
}
