// What happens while somebody watches, as server-sent events: the progress of runs, and changes of runs, connections and tasks.

import { z } from "zod";
import { connectionId, inventoryTaskId, syncRunId } from "../../core/id.ts";
import type { LiveEvent } from "../../core/live-event.ts";
import type { ApiRoutes } from "../app-options.ts";
import { type ConnectionOptions, stillAllows } from "../connection-options.ts";
import type { EventSink, ServerEvent } from "../events.ts";
import { viewInventoryTask } from "../views/inventory-task-view.ts";
import { viewRunProgress, viewSyncRun } from "../views/sync-run-view.ts";
import { showConnection } from "./connections.ts";

const streamOptions = { heartbeatMs: 15_000, maxWaitingBytes: 1024 * 1024 };

/** What is told of an event; throws `run.not_found`, `connection.not_found` or `task.not_found` where it is gone by now. */
async function dataOf(options: ConnectionOptions, event: LiveEvent): Promise<unknown> {
  switch (event.kind) {
    case "run_progress":
      return viewRunProgress(event);
    case "run_changed":
      return viewSyncRun(await options.storage.readRun(syncRunId(event.runId)));
    case "connection_changed":
      return showConnection(options, connectionId(event.connectionId));
    case "inventory_task_changed":
      return viewInventoryTask(await options.storage.readTask(inventoryTaskId(event.taskId)));
    case "connection_removed":
      return { id: event.connectionId };
  }
}

const goneCodes: readonly unknown[] = ["run.not_found", "connection.not_found", "task.not_found"];
const isGone = (error: unknown): boolean =>
  error instanceof Error && "code" in error && goneCodes.includes(error.code);

export function liveEventRoutes(options: ConnectionOptions): ApiRoutes {
  return (api) => {
    api.get(
      "/events",
      {
        config: { role: "viewer" },
        schema: {
          operationId: "watchEvents",
          summary:
            "Tells of `run_progress`, `run_changed`, `connection_changed`, `connection_removed` and `inventory_task_changed` as they happen",
          tags: ["events"],
          response: {
            200: { description: "Events.", content: { "text/event-stream": { schema: z.string() } } },
          },
        },
      },
      async (request, reply) => {
        let lastId = 0;
        const feed = (sink: EventSink) => {
          // One after the other, so that a change is never told before an older one.
          let telling: Promise<void> = Promise.resolve();
          const tell = async (event: LiveEvent): Promise<void> => {
            lastId += 1;
            const data = await dataOf(options, event);
            const told: ServerEvent = { id: String(lastId), event: event.kind, data };
            sink.send(told);
          };
          return options.feed.subscribe((event) => {
            telling = telling
              .then(() => tell(event))
              .catch((error: unknown) => {
                if (isGone(error)) return;
                request.log.error({ err: error }, "An event could not be told; the stream ends.");
                sink.end();
              });
          });
        };
        const isStillAllowed = stillAllows(options.access, request.headers, "viewer");
        return options.streams.open(request, reply, feed, { ...streamOptions, isStillAllowed });
      },
    );
  };
}
