// Tasks: look at work on many assets that was asked for.

import { inventoryTaskView } from "../../contract/inventory-task.ts";
import { pageOf, pageQuery } from "../../contract/page.ts";
import { inventoryTaskId } from "../../core/id.ts";
import type { ApiRoutes } from "../app-options.ts";
import type { ConnectionOptions } from "../connection-options.ts";
import { pageView, toIdRange } from "../cursor.ts";
import { viewInventoryTask } from "../views/inventory-task-view.ts";
import { connectionParams } from "./connections.ts";

const tags = ["inventory tasks"];

export function inventoryTaskRoutes({ storage }: Pick<ConnectionOptions, "storage">): ApiRoutes {
  return (api) => {
    api.get(
      "/inventory-tasks",
      {
        config: { role: "viewer" },
        schema: {
          operationId: "listInventoryTasks",
          summary: "Lists tasks, the newest first",
          tags,
          querystring: pageQuery,
          response: { 200: pageOf(inventoryTaskView) },
        },
      },
      async ({ query }) => {
        const { after, limit } = toIdRange("inventory-tasks", query);
        const before = after === null ? null : inventoryTaskId(after);
        const read = await storage.readTasks({ before, limit: limit + 1 });
        const items = read.slice(0, limit);
        const next = read.length > limit ? String(items.at(-1)?.id) : null;
        return pageView("inventory-tasks", { items, next }, viewInventoryTask);
      },
    );
    api.get(
      "/inventory-tasks/:id",
      {
        config: { role: "viewer" },
        schema: {
          operationId: "readInventoryTask",
          summary: "Shows a task",
          tags,
          params: connectionParams,
          response: { 200: inventoryTaskView },
        },
      },
      async ({ params }) => viewInventoryTask(await storage.readTask(inventoryTaskId(params.id))),
    );
  };
}
