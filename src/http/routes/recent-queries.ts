// What the asking user asked last.

import { z } from "zod";
import { recentQueriesView } from "../../contract/saved-query.ts";
import { toMoment } from "../../contract/time.ts";
import type { Storage } from "../../core/storage.ts";
import type { ApiRoutes } from "../app-options.ts";
import { principalOf } from "../authorize.ts";

const tags = ["queries"];

export function recentQueryRoutes(storage: Storage): ApiRoutes {
  return (api) => {
    api.get(
      "/recent-queries",
      {
        config: { role: "viewer" },
        schema: {
          operationId: "listRecentQueries",
          summary: "The asking user's last 20 queries, each once, the newest first",
          tags,
          response: { 200: recentQueriesView },
        },
      },
      async (request) => {
        const { userId } = principalOf(request);
        const read = userId === null ? [] : await storage.readRecentQueries(userId);
        return { items: read.map(({ text, usedAt }) => ({ text, usedAt: toMoment(usedAt) })) };
      },
    );
    api.delete(
      "/recent-queries",
      {
        config: {
          role: "viewer",
          audit: { done: "recent_queries.forgotten", refused: "recent_queries.forgetting_refused" },
        },
        schema: {
          operationId: "forgetRecentQueries",
          summary: "Forgets the asking user's last queries",
          tags,
          response: { 204: z.undefined().describe("Forgotten.") },
        },
      },
      async (request, reply) => {
        const { userId } = principalOf(request);
        if (userId !== null) await storage.transaction((writer) => writer.forgetRecentQueries(userId));
        return reply.code(204).send();
      },
    );
  };
}
