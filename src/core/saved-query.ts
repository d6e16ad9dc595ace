// Queries that people keep: saved under a name, for themselves or for all, and those that they asked last.

import type { Timestamp } from "./clock.ts";
import type { SavedQueryId } from "./id.ts";

/** What a person enters of a saved query. */
export interface SavedQueryProfile {
  readonly name: string;
  readonly text: string;
  readonly isShared: boolean;
}

export interface SavedQuery extends SavedQueryProfile {
  readonly id: SavedQueryId;
  /** Grows with each change. */
  readonly version: number;
  readonly createdAt: Timestamp;
  /** Null where it was saved on the server's own machine. */
  readonly owner: { readonly userId: string; readonly name: string } | null;
}

/** A person's last queries, each once, the newest first. */
export interface RecentQuery {
  readonly text: string;
  readonly usedAt: Timestamp;
}

export const mostRecentQueries = 20;

export interface QueryReader {
  /** The owner's own and those that are shared, in the order of ids: beyond `after`, `limit` at most. */
  readSavedQueries(
    userId: string | null,
    page: { readonly after: number; readonly limit: number },
  ): Promise<readonly SavedQuery[]>;
  /** Null where there is none. Whose it is, and whether it is shared, is for the caller to look at. */
  readSavedQuery(id: SavedQueryId): Promise<SavedQuery | null>;
  readRecentQueries(userId: string): Promise<readonly RecentQuery[]>;
}

export interface QueryWriter {
  /** Throws `saved_query.name_taken` where the owner has one of that name, in any case. */
  createSavedQuery(userId: string | null, query: SavedQueryProfile, at: Timestamp): Promise<SavedQueryId>;
  /** Throws `saved_query.name_taken`, and `saved_query.changed_meanwhile` where it has another version or is gone. */
  changeSavedQuery(
    id: SavedQueryId,
    version: number,
    change: {
      readonly name?: string | undefined;
      readonly text?: string | undefined;
      readonly isShared?: boolean | undefined;
    },
  ): Promise<void>;
  /** Throws `saved_query.not_found`. */
  removeSavedQuery(id: SavedQueryId): Promise<void>;
  addRecentQuery(userId: string, query: RecentQuery): Promise<void>;
  forgetRecentQueries(userId: string): Promise<void>;
}
