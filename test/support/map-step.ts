// Everything that a changed map leaves to do for a connection, in one step.

import type { Timestamp } from "../../src/core/clock.ts";
import type { ConnectionId } from "../../src/core/id.ts";
import type { MapStep } from "../../src/core/map-storage.ts";
import type { Storage } from "../../src/core/storage.ts";

export const wholeStep = (connectionId: ConnectionId): MapStep => ({
  connectionId,
  after: 0,
  through: Number.MAX_SAFE_INTEGER,
  limit: 100_000,
});

/** The assets whose attributes were not what the connection's map makes of what is stored; they are afterwards. */
export async function amendAttributes(storage: Storage, id: ConnectionId, at: Timestamp) {
  const { changed } = await storage.transaction((writer) => writer.applyTransformMap(wholeStep(id), at));
  return changed;
}
