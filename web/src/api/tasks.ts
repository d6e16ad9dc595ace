// Work on many assets: how far it is, kept as it is on the server by live events.

import { queryOptions } from "@tanstack/react-query";
import type { InventoryTaskView } from "../../../src/contract/inventory-task.ts";
import { read } from "./client.ts";
import { keys } from "./keys.ts";

/** An event may be missed while a stream is opened anew, so what still waits is asked for now and then. */
const askedEveryMs = 5000;

export const taskQuery = (id: number) =>
  queryOptions({
    queryKey: keys.task(id),
    queryFn: ({ signal }) => read<InventoryTaskView>(`/inventory-tasks/${id}`, undefined, signal),
    refetchInterval: ({ state }) => (state.data?.state === "waiting" ? askedEveryMs : false),
  });
