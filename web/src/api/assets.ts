// What a search finds, in numbers: each is asked for by itself, and shown until the next has come.

import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { CountView, FacetsView } from "../../../src/contract/asset-search.ts";
import { read } from "./client.ts";
import { keys } from "./keys.ts";

export const assetCountQuery = (query: string) =>
  queryOptions({
    queryKey: [...keys.assets, "count", query],
    queryFn: ({ signal }) => read<CountView>("/assets/count", { query }, signal),
    placeholderData: keepPreviousData,
  });

export const facetsQuery = (query: string) =>
  queryOptions({
    queryKey: [...keys.assets, "facets", query],
    queryFn: ({ signal }) => read<FacetsView>("/assets/facets", { query }, signal),
    placeholderData: keepPreviousData,
  });
