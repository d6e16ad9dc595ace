// What every part of access works on: its tables, the dialect they are in, and the time.

import type { Kysely } from "kysely";
import type { Clock } from "../core/clock.ts";
import type { Dialect } from "./auth-time.ts";
import type { AccessDatabase } from "./schema.ts";

export interface AccessStore {
  readonly db: Kysely<AccessDatabase>;
  readonly dialect: Dialect;
  readonly clock: Pick<Clock, "now">;
}
