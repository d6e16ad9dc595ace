// Tasks: work on many assets, and how far it is. Events keep each as it is.

import { queryOptions } from "@tanstack/react-query";
import type { InventoryTaskView } from "../../../src/contract/inventory-task.ts";
import { read } from "./client.ts";
import { keys } from "./keys.ts";
import { readPage } from "./pages.ts";

export const taskQuery = (id: number) =>
  queryOptions({
    queryKey: keys.task(id),
    queryFn: ({ signal }) => read<InventoryTaskView>(`/inventory-tasks/${id}`, undefined, signal),
  });

/** The newest task of a kind that works on a connection's assets, of the newest tasks; null where there is none. */
export const latestTaskQuery = (connectionId: number, kind: InventoryTaskView["kind"]) =>
  queryOptions({
    queryKey: [...keys.tasks, "latest", connectionId, kind],
    queryFn: async ({ signal }) => {
      const { items } = await readPage<InventoryTaskView>("/inventory-tasks", { limit: 50 }, signal);
      return items.find((task) => task.connectionId === connectionId && task.kind === kind) ?? null;
    },
  });
