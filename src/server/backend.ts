// What stands behind the HTTP application: the store, the runs and the care of both, on one database or the other.

import type { Kysely } from "kysely";
import type { Storage } from "../core/storage.ts";
import type { Database } from "../storage/schema.ts";
import type { Runs } from "./runs.ts";
import type { ServerMaintenance } from "./server-maintenance.ts";

/** What a process does: `all` serves people and takes up runs. The embedded database has one process, so it is `all`. */
export const serverRoles = ["all", "web", "worker"] as const;
export type ServerRole = (typeof serverRoles)[number];

export interface Backend {
  readonly storage: Storage;
  /** The same database for tables that are not the store's own. */
  readonly db: Kysely<Database>;
  readonly dialect: "sqlite" | "postgres";
  /** Signs the cookies of sessions; the same in every process and from start to start. */
  readonly sessionSecret: string;
  readonly runs: Runs;
  readonly maintenance: ServerMaintenance;
  /** Why the process cannot do its work at present, for people; empty when it can. */
  isReady(): Promise<readonly string[]>;
  /** After the runs are stopped. */
  close(): Promise<void>;
}
