// Saved queries: reading them, and everything that is done to one.

import { queryOptions } from "@tanstack/react-query";
import type { SavedQueryView } from "../../../src/contract/saved-query.ts";
import { readVersioned, send, type Versioned } from "./client.ts";
import { keys } from "./keys.ts";
import { readEvery } from "./pages.ts";

export interface SavedQueryDraft {
  readonly name: string;
  readonly text: string;
  readonly isShared: boolean;
}

export const savedQueriesQuery = queryOptions({
  queryKey: keys.savedQueries,
  queryFn: ({ signal }) => readEvery<SavedQueryView>("/saved-queries", {}, signal),
});

/** As it is now, with the version that a change of it has to name. */
export const readSavedQuery = (id: number): Promise<Versioned<SavedQueryView>> =>
  readVersioned<SavedQueryView>(`/saved-queries/${id}`);

export const createSavedQuery = (body: SavedQueryDraft, idempotencyKey: string): Promise<SavedQueryView> =>
  send<SavedQueryView>("POST", "/saved-queries", { body, idempotencyKey });

export const changeSavedQuery = (
  id: number,
  body: Partial<SavedQueryDraft>,
  ifMatch: string,
): Promise<SavedQueryView> => send<SavedQueryView>("PATCH", `/saved-queries/${id}`, { body, ifMatch });

export const removeSavedQuery = (id: number): Promise<void> => send("DELETE", `/saved-queries/${id}`);
