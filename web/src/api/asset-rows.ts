// Rows of a search, wherever they stand in it: asked in blocks, for what somebody looks at.

import { type QueryClient, useQueries, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { FoundAssetView } from "../../../src/contract/asset-search.ts";
import { keys } from "./keys.ts";
import { type PageOf, readPage } from "./pages.ts";

interface RowSearch {
  readonly query: string;
  readonly sort: string;
}

interface RowRange {
  readonly first: number;
  readonly last: number;
}

const blockSize = 100;
/** So long a thumb that is dragged has to rest before rows are asked. */
const restMs = 120;
/** Blocks that nobody looks at are kept for two minutes. */
const keptMs = 120_000;

const keyOf = (search: RowSearch, block: number) => [...keys.assets, "rows", search, block] as const;

/** The block's place by the block before it, where that is as it is now: the server finds it at once. */
function cursorBefore(client: QueryClient, search: RowSearch, block: number): string | undefined {
  const before = client.getQueryState<PageOf<FoundAssetView>>(keyOf(search, block - 1));
  if (before?.data === undefined || before.isInvalidated || before.fetchStatus !== "idle") return undefined;
  return before.data.nextCursor ?? undefined;
}

function readBlock(
  client: QueryClient,
  search: RowSearch,
  block: number,
  signal: AbortSignal | undefined,
): Promise<PageOf<FoundAssetView>> {
  const cursor = cursorBefore(client, search, block);
  const place = cursor === undefined ? { offset: block * blockSize } : { cursor };
  return readPage<FoundAssetView>("/assets", { ...search, ...place, limit: blockSize }, signal);
}

/** The range, once it rests; at once where it goes on from what it was. */
function useRested({ first, last }: RowRange): RowRange {
  const [rested, setRested] = useState<RowRange>({ first, last });
  const isNear = Math.abs(first - rested.first) <= blockSize && Math.abs(last - rested.last) <= blockSize;
  useEffect(() => {
    if (isNear) return setRested({ first, last });
    const timer = setTimeout(() => setRested({ first, last }), restMs);
    return () => clearTimeout(timer);
  }, [first, last, isNear]);
  return isNear ? { first, last } : rested;
}

function blocksOf({ first, last }: RowRange): readonly number[] {
  const from = Math.floor(Math.max(0, first) / blockSize);
  const to = Math.floor(Math.max(0, last) / blockSize);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

export interface AssetRows {
  /** Undefined where it has not come yet. */
  readonly rowAt: (row: number) => FoundAssetView | undefined;
  /** How many there are, where the end has been seen. */
  readonly end: number | undefined;
  readonly error: Error | null;
  readonly isFetching: boolean;
  readonly retry: () => void;
}

/** The rows of the range; what it was before is kept for a while, and what is outdated is aborted. */
export function useAssetRows({ query, sort }: RowSearch, range: RowRange): AssetRows {
  const client = useQueryClient();
  const search = useMemo(() => ({ query, sort }), [query, sort]);
  const blocks = blocksOf(useRested(range));
  const answers = useQueries({
    queries: blocks.map((block) => ({
      queryKey: keyOf(search, block),
      queryFn: ({ signal }: { signal: AbortSignal }) => readBlock(client, search, block, signal),
      gcTime: keptMs,
    })),
  });
  const end = blocks.flatMap((block, index) => {
    const data = answers[index]?.data;
    return data?.nextCursor === null ? [block * blockSize + data.items.length] : [];
  })[0];
  return {
    rowAt: (row) => {
      const block = Math.floor(row / blockSize);
      const answer = answers[block - (blocks[0] ?? 0)]?.data;
      const known = answer ?? client.getQueryData<PageOf<FoundAssetView>>(keyOf(search, block));
      return known?.items[row - block * blockSize];
    },
    end,
    error: answers.find(({ error }) => error !== null)?.error ?? null,
    isFetching: answers.some(({ isFetching }) => isFetching),
    retry: () => {
      for (const answer of answers) if (answer.error !== null) void answer.refetch();
    },
  };
}

/** The ids of rows that may not have come yet, e.g. between two that were chosen. */
export async function readRowIds(
  client: QueryClient,
  { query, sort }: RowSearch,
  range: RowRange,
): Promise<readonly number[]> {
  const search = { query, sort };
  const pages: PageOf<FoundAssetView>[] = [];
  for (const block of blocksOf(range))
    pages.push(
      await client.ensureQueryData({
        queryKey: keyOf(search, block),
        queryFn: ({ signal }) => readBlock(client, search, block, signal),
        gcTime: keptMs,
      }),
    );
  const begin = Math.floor(range.first / blockSize) * blockSize;
  return pages
    .flatMap(({ items }) => items)
    .slice(range.first - begin, range.last - begin + 1)
    .map(({ id }) => id);
}
