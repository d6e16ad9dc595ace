// What an administrator does to a server on PostgreSQL: its own tools back it up, and the operator gives out its master keys.

import { RollcallError } from "../core/error.ts";
import type { Storage } from "../core/storage.ts";
import type { ServerMaintenance } from "./server-maintenance.ts";

function refuse(): never {
  throw new RollcallError(
    "backup.not_embedded",
    "This server is on PostgreSQL: back it up and restore it with PostgreSQL's own tools, as docs/operating.md says.",
  );
}

/** No process may make a key that the others do not have, so a rotation seals anew with the keys that all were given. */
export function createSharedMaintenance(storage: Storage): ServerMaintenance {
  return {
    end: async () => undefined,
    backUp: async () => refuse(),
    stagingFile: () => refuse(),
    restore: async () => refuse(),
    rotateKeys: () => storage.transaction((writer) => writer.reencryptSecrets()),
  };
}
