// Connections: reading them, and everything that is done to one.

import { queryOptions } from "@tanstack/react-query";
import type { ConnectionBody, ConnectionView } from "../../../src/contract/connection.ts";
import { readVersioned, send } from "./client.ts";
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

/** Throws as `ask` does. */
export const createConnection = (body: ConnectionBody, idempotencyKey: string): Promise<ConnectionView> =>
  send("POST", "/connections", { body, idempotencyKey });
