// Work on many assets at once, which a person asked for: done some at a time, and gone on with after a crash.

import type { Timestamp } from "./clock.ts";
import type { ConnectionId, InventoryTaskId, TagId } from "./id.ts";

/** The assets that a query shows, its times taken when it was asked; or those of these ids. */
export type TaskTarget =
  | { readonly kind: "query"; readonly text: string }
  | { readonly kind: "assets"; readonly ids: readonly number[] };

export type InventoryWork =
  | { readonly kind: "put_tag"; readonly tagId: TagId; readonly target: TaskTarget }
  | { readonly kind: "take_tag"; readonly tagId: TagId; readonly target: TaskTarget }
  /** A tag's rule is new or another one, or the tag has become static or dynamic. */
  | { readonly kind: "judge_tag"; readonly tagId: TagId }
  /** The tag is removed: it comes off every asset. */
  | { readonly kind: "forget_tag"; readonly tagId: TagId }
  /** The connection's transform map is another one: what is stored is read again by it. */
  | { readonly kind: "apply_transform_map"; readonly connectionId: ConnectionId }
  /** The connection's severity map is another one. */
  | { readonly kind: "apply_severity_map"; readonly connectionId: ConnectionId };

export interface InventoryTask {
  readonly id: InventoryTaskId;
  readonly work: InventoryWork;
  readonly state: "waiting" | "done" | "failed";
  readonly createdAt: Timestamp;
  readonly endedAt: Timestamp | null;
  /** How far it is: every asset up to this id is seen to. */
  readonly afterAssetId: number;
  /** The last asset that there was when it was asked for: later ones are not its business. */
  readonly throughAssetId: number;
  /** How many assets it has changed so far. */
  readonly changed: number;
  /** Why it failed; null where it did not. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Null where the task is done. */
export interface TaskStep {
  readonly afterAssetId: number | null;
  readonly changed: number;
}
