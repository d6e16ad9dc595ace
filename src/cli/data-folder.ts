// Where the server of this machine keeps its files.

import { homedir } from "node:os";
import { join } from "node:path";

/** `ROLLCALL_DATA_DIR`, or the folder that the server takes without it. */
export function dataFolder(env: NodeJS.ProcessEnv): string {
  return env.ROLLCALL_DATA_DIR || join(homedir(), ".local", "share", "rollcall");
}
