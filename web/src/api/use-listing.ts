// A listing that is read on as somebody asks for more.

import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { type Filters, readPage } from "./pages.ts";

interface Listing<Item> {
  readonly items: readonly Item[];
  /** Nothing has come yet. */
  readonly isLoading: boolean;
  readonly error: Error | null;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly loadMore: () => void;
  readonly retry: () => void;
}

/** `key` names the listing among the kept answers; the filters are part of it. */
export function useListing<Item>(
  key: QueryKey,
  path: string,
  filters: Filters = {},
  limit = 50,
): Listing<Item> {
  const query = useInfiniteQuery({
    queryKey: [...key, path, filters, limit],
    queryFn: ({ pageParam, signal }) =>
      readPage<Item>(path, { ...filters, limit, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  return {
    items: query.data?.pages.flatMap(({ items }) => items) ?? [],
    isLoading: query.isPending,
    error: query.error,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  };
}
