// What whoever is signed in asked last.

import { queryOptions } from "@tanstack/react-query";
import type { RecentQueriesView } from "../../../src/contract/saved-query.ts";
import { read, send } from "./client.ts";
import { keys } from "./keys.ts";

export const recentQueriesQuery = queryOptions({
  queryKey: keys.recentQueries,
  queryFn: ({ signal }) => read<RecentQueriesView>("/recent-queries", undefined, signal),
  // A search adds to them, and nobody tells.
  staleTime: 0,
});

export const forgetRecentQueries = (): Promise<void> => send("DELETE", "/recent-queries");
