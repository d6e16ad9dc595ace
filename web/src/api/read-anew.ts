// Reads something past all that is kept of it, or on its way.

import type { FetchQueryOptions, QueryClient, QueryKey } from "@tanstack/react-query";

/** Throws as `ask` does. */
export async function readAnew<Shown, Key extends QueryKey>(
  client: QueryClient,
  query: FetchQueryOptions<Shown, Error, Shown, Key>,
): Promise<Shown> {
  // An answer that is on its way may be older.
  await client.cancelQueries({ queryKey: query.queryKey, exact: true });
  return client.fetchQuery({ ...query, staleTime: 0 });
}
