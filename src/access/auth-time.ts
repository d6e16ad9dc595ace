// Times of the tables that better-auth writes: ISO 8601 text in SQLite, which has no type for a time, else a real one.

import type { Timestamp } from "../core/clock.ts";
import type { AuthTime } from "./schema.ts";

export type Dialect = "sqlite" | "postgres";

export function toAuthTime(at: Timestamp, dialect: Dialect): AuthTime {
  return dialect === "sqlite" ? new Date(at).toISOString() : new Date(at);
}

export function fromAuthTime(time: AuthTime): Timestamp {
  return new Date(time).getTime();
}
