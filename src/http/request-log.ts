// Logs and measures each answered request, by its route: an address may hold what is for nobody's eyes, so it is not logged.

import { Counter, Histogram, type Registry } from "prom-client";
import type { App } from "./app-options.ts";

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export function addRequestLog(app: App, metrics: Registry): void {
  const durations = new Histogram({
    name: "rollcall_http_request_duration_seconds",
    help: "How long requests took, by method, route and status.",
    labelNames: ["method", "route", "status"],
    buckets: seconds,
    registers: [metrics],
  });
  const problems = new Counter({
    name: "rollcall_http_problems_total",
    help: "Requests that were answered with a problem, by its code.",
    labelNames: ["code"],
    registers: [metrics],
  });
  app.addHook("onResponse", async (request, reply) => {
    const route = request.is404 ? "unknown" : (request.routeOptions.url ?? "unknown");
    const labels = { method: request.is404 ? "any" : request.method, route, status: reply.statusCode };
    durations.observe(labels, reply.elapsedTime / 1000);
    const code = request.problemCode;
    if (code !== null) problems.inc({ code });
    const principal = request.principal === null ? null : `${request.principal.kind}/${request.principal.id}`;
    const durationMs = Math.round(reply.elapsedTime);
    request.log.info({ ...labels, method: request.method, durationMs, principal, code }, "Answered.");
  });
}
