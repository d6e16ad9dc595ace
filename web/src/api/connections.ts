// Connections: reading them, and everything that is done to one.

import { queryOptions } from "@tanstack/react-query";
import type { ConnectionView } from "../../../src/contract/connection.ts";
import { readVersioned } from "./client.ts";
import { keys } from "./keys.ts";
import { readEvery } from "./pages.ts";

export const connectionsQuery = queryOptions({
  queryKey: keys.connections,
  queryFn: ({ signal }) => readEvery<ConnectionView>("/connections", {}, signal),
});

export const connectionQuery = (id: number) =>
  queryOptions({
    queryKey: keys.connection(id),
    queryFn: ({ signal }) => readVersioned<ConnectionView>(`/connections/${id}`, signal),
  });
