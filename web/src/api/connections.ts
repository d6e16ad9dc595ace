// Connections: reading them, and everything that is done to one.

import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { ConnectionBody, ConnectionView } from "../../../src/contract/connection.ts";
import type { SyncRunView } from "../../../src/contract/sync-run.ts";
import { read, readVersioned, send } from "./client.ts";
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

/** Which assets came by a connection, retired ones among them. */
export const assetsOfConnection = (id: number): string =>
  `connection.id: ${id} and lifecycle.state: [active, retired]`;

export const activeAssetsOfConnection = (id: number): string => `connection.id: ${id}`;

export const assetCountQuery = (query: string) =>
  queryOptions({
    queryKey: [...keys.assets, "count", query],
    queryFn: ({ signal }) => read<{ count: number }>("/assets/count", { query }, signal),
  });

export const requestRun = (id: number, mode: SyncRunView["mode"]): Promise<SyncRunView> =>
  send("POST", `/connections/${id}/runs`, { body: { mode }, idempotencyKey: crypto.randomUUID() });

export const pauseConnection = (id: number): Promise<ConnectionView> =>
  send("POST", `/connections/${id}/pause`, { body: {} });

export const resumeConnection = (id: number): Promise<ConnectionView> =>
  send("POST", `/connections/${id}/resume`, { body: {} });

/** What becomes of a removed connection's assets. */
export type AssetsFate = "retire" | "purge";

export const removeConnection = (id: number, assets: AssetsFate): Promise<unknown> =>
  send("DELETE", `/connections/${id}`, { query: { assets } });

/** After something was done to a connection here: the server's events tell it, too, but they may be lost. */
export function outdateConnections(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: keys.connections });
  void client.invalidateQueries({ queryKey: keys.runs });
}
