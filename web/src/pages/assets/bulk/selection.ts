// Which assets of a search somebody has chosen: some of them one by one, or all that it finds but for some.

export interface AssetSelection {
  readonly kind: "these" | "all_but";
  readonly ids: ReadonlySet<number>;
}

export const nothingChosen: AssetSelection = { kind: "these", ids: new Set() };
export const everythingChosen: AssetSelection = { kind: "all_but", ids: new Set() };

/** As many ids as one request takes, and a query can leave out. */
const most = { these: 1000, all_but: 500 } as const;

export const isTooLarge = ({ kind, ids }: AssetSelection): boolean => ids.size > most[kind];

export const isChosen = ({ kind, ids }: AssetSelection, id: number): boolean =>
  ids.has(id) === (kind === "these");

export function withChosen(
  selection: AssetSelection,
  ids: readonly number[],
  chosen: boolean,
): AssetSelection {
  const isAdded = chosen === (selection.kind === "these");
  const after = new Set(selection.ids);
  for (const id of ids)
    if (isAdded) after.add(id);
    else after.delete(id);
  return { kind: selection.kind, ids: after };
}

/** Undefined where nobody knows yet how many the search finds. */
export function countChosen({ kind, ids }: AssetSelection, total: number | undefined): number | undefined {
  if (kind === "these") return ids.size;
  return total === undefined ? undefined : Math.max(0, total - ids.size);
}

/** What a tag is put on or taken off. */
export function targetOf(
  { kind, ids }: AssetSelection,
  query: string,
): { readonly assetIds: readonly number[] } | { readonly query: string } {
  if (kind === "these") return { assetIds: [...ids] };
  if (ids.size === 0) return { query };
  const others = `not asset.id: [${[...ids].join(", ")}]`;
  return { query: query.trim() === "" ? others : `(${query}) and ${others}` };
}
