// The catalog of connectors, and what helps to fill in a connection: clouds and a name.

import { queryOptions } from "@tanstack/react-query";
import type { CloudView } from "../../../src/contract/connection.ts";
import type { CatalogEntryView } from "../../../src/contract/connector.ts";
import { read } from "./client.ts";
import { keys } from "./keys.ts";

/** It changes with the server's release and configuration alone. */
const rarelyMs = 10 * 60_000;

export const connectorsQuery = queryOptions({
  queryKey: keys.connectors,
  queryFn: async ({ signal }) =>
    (await read<{ items: readonly CatalogEntryView[] }>("/connectors", undefined, signal)).items,
  staleTime: rarelyMs,
});

export const cloudsQuery = queryOptions({
  queryKey: ["clouds"],
  queryFn: async ({ signal }) =>
    (await read<{ items: readonly CloudView[] }>("/clouds", undefined, signal)).items,
  staleTime: rarelyMs,
});

/** Another one each time that a form is opened. */
export const proposedNameQuery = (connectorId: string) =>
  queryOptions({
    queryKey: ["proposed-name", connectorId],
    queryFn: async ({ signal }) =>
      (await read<{ name: string }>(`/connectors/${connectorId}/proposed-name`, undefined, signal)).name,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
