// A file that a variable of the configuration names.

import { readFileSync } from "node:fs";
import { RollcallError } from "../core/error.ts";

/**
 * The text of the file. Throws `config.invalid` with the variable and the system's reason: the value is not repeated, since
 * what was set in place of a path may be the secret itself.
 */
export function readNamedFile(variable: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? ` (${error.code})` : "";
    throw new RollcallError("config.invalid", `${variable}: the file that it names cannot be read${reason}.`);
  }
}
