// What those who run the server ask it: whether it lives, whether it can work, and its metrics. Outside `/api/v1`.

import { z } from "zod";
import { healthy, ready } from "../../contract/health.ts";
import { problem } from "../../contract/problem.ts";
import { RollcallError } from "../../core/error.ts";
import type { App, AppOptions } from "../app-options.ts";

const tags = ["operation"];

function addProbes(app: App, { version, isReady }: Pick<AppOptions, "version" | "isReady">): void {
  app.route({
    method: "GET",
    url: "/healthz",
    config: { role: "anyone" },
    schema: {
      operationId: "readHealth",
      summary: "Whether the process answers",
      tags,
      response: { 200: healthy },
    },
    handler: async () => ({ status: "ok" as const, version }),
  });
  app.route({
    method: "GET",
    url: "/readyz",
    config: { role: "anyone" },
    schema: {
      operationId: "readReadiness",
      summary: "Whether the server can do its work, or why not",
      tags,
      response: {
        200: ready,
        503: {
          description: "The server is not ready.",
          content: { "application/problem+json": { schema: problem } },
        },
      },
    },
    handler: async () => {
      const reasons = await isReady();
      if (reasons.length > 0) throw new RollcallError("server.not_ready", reasons.join(" "));
      return { status: "ready" as const };
    },
  });
}

export function addOperation(app: App, options: AppOptions): void {
  addProbes(app, options);
  const { metrics } = options;
  app.route({
    method: "GET",
    url: "/metrics",
    config: { role: options.metricsOpen ? "anyone" : "viewer" },
    schema: {
      operationId: "readMetrics",
      summary: "Metrics in the text form of Prometheus",
      tags,
      response: {
        200: { description: "The metrics.", content: { "text/plain": { schema: z.string() } } },
      },
    },
    handler: async (_request, reply) => {
      reply.header("Content-Type", metrics.contentType);
      return reply.send(await metrics.metrics());
    },
  });
}
