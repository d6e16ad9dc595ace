// Tasks: work on many assets, and how far it is. Events keep each as it is.

import { queryOptions } from "@tanstack/react-query";
import type { InventoryTaskView } from "../../../src/contract/inventory-task.ts";
import { read } from "./client.ts";
import { keys } from "./keys.ts";
import { readPage } from "./pages.ts";

/** An event may be missed while a stream is opened anew, so what still waits is asked for now and then. */
const askedEveryMs = 5000;

export const taskQuery = (id: number) =>
  queryOptions({
    queryKey: keys.task(id),
    queryFn: ({ signal }) => read<InventoryTaskView>(`/inventory-tasks/${id}`, undefined, signal),
    refetchInterval: ({ state }) => (state.data?.state === "waiting" ? askedEveryMs : false),
  });

/** The newest task of a kind that works on a connection's assets, of the newest tasks; null where there is none. */
export const latestTaskQuery = (connectionId: number, kind: InventoryTaskView["kind"]) =>
  queryOptions({
    queryKey: [...keys.latestTasks, connectionId, kind],
    queryFn: async ({ signal }) => {
      const { items } = await readPage<InventoryTaskView>("/inventory-tasks", { limit: 50 }, signal);
      return items.find((task) => task.connectionId === connectionId && task.kind === kind) ?? null;
    },
  });
