// Asks a server again that does not answer for a moment, as while it restarts.

import { CommandError } from "./command-error.ts";

const failuresInARow = 5;

/** What `read` answers; null where the server did not answer, unless that was so several times in a row. */
export function patientReader<Value>(read: () => Promise<Value>): () => Promise<Value | null> {
  let failures = 0;
  return async () => {
    try {
      const value = await read();
      failures = 0;
      return value;
    } catch (error) {
      failures += 1;
      const isPassing = error instanceof CommandError && error.kind === "unreachable";
      if (!isPassing || failures >= failuresInARow) throw error;
      return null;
    }
  };
}
