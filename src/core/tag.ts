// Tags: labels on assets, put on by a person or by a rule in the query language.

import type { Timestamp } from "./clock.ts";
import type { InventoryTaskId, TagId } from "./id.ts";

/** 1 is least and 5 most critical. */
export type Criticality = 1 | 2 | 3 | 4 | 5;

/** Of an asset without tags. */
export const defaultCriticality: Criticality = 2;

export const longestTagName = 100;

/** What a person enters of a tag. */
export interface TagProfile {
  readonly name: string;
  /** `#rrggbb`, in lower case. */
  readonly colour: string;
  readonly description: string;
  readonly criticality: Criticality;
  /** A query: the tag is *dynamic*, and on every asset, active or retired, that its condition holds for. Null where it is *static*. */
  readonly rule: string | null;
}

export interface Tag extends TagProfile {
  readonly id: TagId;
  /** Grows with each change that a person makes. */
  readonly version: number;
  readonly createdAt: Timestamp;
  /** How many active assets it is on. */
  readonly activeAssets: number;
  /** The last task that is still to be done for it; null where none is. */
  readonly taskId: InventoryTaskId | null;
}
