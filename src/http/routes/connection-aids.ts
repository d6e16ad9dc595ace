// What helps to fill in a connection: the clouds, a name, and what a schedule means.

import { z } from "zod";
import { cloudView } from "../../contract/connection.ts";
import { schedulePreview, schedulePreviewBody } from "../../contract/schedule.ts";
import { proposeName } from "../../core/connection-name.ts";
import type { ApiRoutes } from "../app-options.ts";
import { requireSchedule } from "../connection-input.ts";
import { type ConnectionOptions, findConnector } from "../connection-options.ts";
import { previewSchedule } from "../views/connection-view.ts";

const tags = ["connections"];

export function connectionAidRoutes(options: ConnectionOptions): ApiRoutes {
  const { clock, clouds } = options;
  return (api) => {
    api.get(
      "/clouds",
      {
        config: { role: "viewer" },
        schema: {
          operationId: "listClouds",
          summary: "Lists the clouds in which a connection's tenant may be",
          tags,
          response: { 200: z.object({ items: z.array(cloudView) }) },
        },
      },
      async () => ({ items: [...clouds] }),
    );
    api.get(
      "/connectors/:id/proposed-name",
      {
        config: { role: "viewer" },
        schema: {
          operationId: "proposeConnectionName",
          summary: "Proposes a name for a new connection",
          tags,
          params: z.strictObject({ id: z.string().max(100) }),
          response: { 200: z.object({ name: z.string() }) },
        },
      },
      async ({ params }) => ({ name: proposeName(findConnector(options, params.id), clock.now()) }),
    );
    api.post(
      "/schedule-previews",
      {
        config: {
          role: "viewer",
          audit: "not_needed",
        },
        schema: {
          operationId: "previewSchedule",
          summary: "Says in words what a schedule means, and when its next runs are",
          tags,
          body: schedulePreviewBody,
          response: { 200: schedulePreview },
        },
      },
      async ({ body }) => previewSchedule(requireSchedule(body.schedule), clock.now()),
    );
  };
}
