// What is searched for, as it stands in the page's address: query, order and columns. A link to it shows the same.

import { useCallback } from "react";
import { useSearchParams } from "react-router";
import { rememberColumns, rememberedColumns } from "./table/column-memory.ts";
import { isKnownSort } from "./table/columns.tsx";

const usualSort = "name";
export const usualColumns = [
  "name",
  "operatingSystem",
  "operatingSystemVersion",
  "trustType",
  "isCompliant",
  "isManaged",
  "severity",
  "tags",
  "lastSignInAt",
] as const;

/** What is no order is not asked for. */
export function sortIn(params: URLSearchParams): string {
  const sort = params.get("sort") ?? usualSort;
  return isKnownSort(sort) ? sort : usualSort;
}

export interface AssetSearch {
  /** As typed; empty: all active assets. */
  readonly query: string;
  /** A column, with `-` before it descending. */
  readonly sort: string;
  readonly columns: readonly string[];
}

export interface AssetSearchState extends AssetSearch {
  /** A new query is a new entry in the browser's history; another order or other columns replace the entry. */
  readonly setQuery: (query: string) => void;
  readonly setSort: (sort: string) => void;
  readonly setColumns: (columns: readonly string[]) => void;
}

export function useSearchAddress(): AssetSearchState {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (name: string, value: string, usual: string, replace: boolean) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          if (value === usual) after.delete(name);
          else after.set(name, value);
          return after;
        },
        { replace },
      ),
    [setParams],
  );
  const usual = usualColumns.join(",");
  return {
    query: params.get("query") ?? "",
    sort: sortIn(params),
    columns: (params.get("columns") ?? rememberedColumns() ?? usual).split(",").filter((name) => name !== ""),
    setQuery: (query) => set("query", query, "", false),
    setSort: (sort) => set("sort", sort, usualSort, true),
    setColumns: (columns) => {
      rememberColumns(columns.join(","));
      set("columns", columns.join(","), usual, true);
    },
  };
}
