// Listings that come page by page.

import { read } from "./client.ts";

export interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export type Filters = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export const readPage = <Item>(
  path: string,
  filters: Filters & { readonly limit?: number; readonly cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<PageOf<Item>> => read<PageOf<Item>>(path, filters, signal);

/** All pages of a listing that is short by its nature, such as connections and tags. */
export async function readEvery<Item>(
  path: string,
  filters: Filters,
  signal?: AbortSignal,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage<Item>(path, { ...filters, limit: 200, cursor }, signal);
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}
