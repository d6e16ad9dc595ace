// What happens while somebody watches: the progress of runs and tasks, and changes of connections.

import type { Checkpoint } from "./checkpoint.ts";
import type { ConnectionId, InventoryTaskId, SyncRunId } from "./id.ts";
import type { RunCounters, SyncMode } from "./sync-run.ts";

export interface RunProgressEvent {
  readonly kind: "run_progress";
  readonly runId: SyncRunId;
  readonly connectionId: ConnectionId;
  readonly mode: SyncMode;
  readonly phase: Checkpoint["phase"];
  readonly counters: RunCounters;
  readonly expectedDevices: number | null;
  /** Since the run was taken up, and how many devices were fetched since then. */
  readonly elapsedMs: number;
  readonly fetchedSince: number;
}

export type LiveEvent =
  | RunProgressEvent
  /** Its state has changed: read it to know. */
  | { readonly kind: "run_changed"; readonly runId: SyncRunId; readonly connectionId: ConnectionId }
  | { readonly kind: "connection_changed"; readonly connectionId: ConnectionId }
  /** It has come further, or to its end: read it to know. */
  | { readonly kind: "inventory_task_changed"; readonly taskId: InventoryTaskId }
  | { readonly kind: "connection_removed"; readonly connectionId: ConnectionId };

/** Where live events are told and heard. Nothing is kept: who was not there has to read the state. */
export interface LiveFeed {
  publish(event: LiveEvent): void;
  /** Answers the function that ends it. */
  subscribe(listener: (event: LiveEvent) => void): () => void;
}

export function createLiveFeed(): LiveFeed {
  const listeners = new Set<(event: LiveEvent) => void>();
  return {
    publish: (event) => {
      for (const listener of listeners) listener(event);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
