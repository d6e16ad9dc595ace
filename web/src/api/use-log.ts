// A log as it is read: its newest entries, earlier ones as somebody asks for them, and those that come meanwhile.

import { skipToken, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { LogEntryView } from "../../../src/contract/sync-run.ts";
import { keys } from "./keys.ts";
import { readEvery, readPage } from "./pages.ts";

interface LogOf {
  /** A run's log, or a connection's. */
  readonly path: string;
  readonly levels: readonly LogEntryView["level"][];
  /** The run under way whose entries are to come by themselves; null where nothing is written. */
  readonly following: { readonly connectionId: number } | null;
}

export interface Log {
  /** The oldest first. */
  readonly entries: readonly LogEntryView[];
  readonly isLoading: boolean;
  readonly error: Error | null;
  readonly hasEarlier: boolean;
  readonly isLoadingEarlier: boolean;
  readonly loadEarlier: () => void;
  readonly retry: () => void;
}

const atOnce = 200;

/** What was written after the entry, gathered with each asking: nothing is asked for twice. */
function useSince({ path, levels, following }: LogOf, entryId: number | null) {
  const client = useQueryClient();
  const key = [...keys.log, path, levels, "since", entryId];
  const query = useQuery({
    queryKey: key,
    enabled: entryId !== null && following !== null,
    queryFn: async ({ signal }): Promise<readonly LogEntryView[]> => {
      const before = client.getQueryData<readonly LogEntryView[]>(key) ?? [];
      const sinceId = before.at(-1)?.id ?? entryId ?? 0;
      const more = await readEvery<LogEntryView>(path, { level: levels, sinceId }, signal);
      return [...before, ...more];
    },
  });
  const progressKey = following === null ? null : keys.runProgress(following.connectionId);
  const { dataUpdatedAt } = useQuery<unknown>({ queryKey: progressKey ?? keys.runs, queryFn: skipToken });
  const { refetch, isFetching } = query;
  const askedFor = useRef(0);
  const isFollowing = progressKey !== null && entryId !== null;
  // Each sign of progress says that there may be more. One that comes during an asking is asked for after it.
  useEffect(() => {
    if (!isFollowing || isFetching || askedFor.current >= dataUpdatedAt) return;
    askedFor.current = dataUpdatedAt;
    void refetch();
  }, [isFollowing, isFetching, dataUpdatedAt, refetch]);
  return query;
}

export function useLog(of: LogOf): Log {
  const { path, levels } = of;
  const earlier = useInfiniteQuery({
    queryKey: [...keys.log, path, levels, "earlier"],
    queryFn: ({ pageParam, signal }) =>
      readPage<LogEntryView>(
        path,
        { level: levels, order: "newest", limit: atOnce, cursor: pageParam },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  const newestFirst = earlier.data?.pages.flatMap(({ items }) => items) ?? [];
  // Of an empty log everything is new.
  const newestId = earlier.data === undefined ? null : (newestFirst[0]?.id ?? 0);
  const since = useSince(of, newestId);
  return {
    entries: [...newestFirst.toReversed(), ...(since.data ?? [])],
    isLoading: earlier.isPending,
    error: earlier.error ?? since.error,
    hasEarlier: earlier.hasNextPage,
    isLoadingEarlier: earlier.isFetchingNextPage,
    loadEarlier: () => void earlier.fetchNextPage(),
    retry: () => {
      void earlier.refetch();
      if (since.error !== null) void since.refetch();
    },
  };
}
