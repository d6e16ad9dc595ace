// Which host names the server goes by: others are refused, so that a foreign page cannot reach it by rebinding its name.

import type { FastifyRequest } from "fastify";
import { RollcallError } from "../core/error.ts";
import type { App, AppOptions } from "./app-options.ts";

const loopbackNames = ["localhost", "127.0.0.1", "[::1]"];
/** Probes come by whatever address the server has, and learn nothing that needs protection. */
export const probes: readonly string[] = ["/healthz", "/readyz"];

function hostnameOf(request: FastifyRequest): string | null {
  const { host } = request;
  // Parsed as a URL's host, so that `localhost.`, ports and upper case mean what they mean to a browser.
  return typeof host === "string" && URL.canParse(`http://${host}/`)
    ? new URL(`http://${host}/`).hostname
    : null;
}

export function addHostCheck(app: App, options: Pick<AppOptions, "publicUrl" | "allowedHosts">): void {
  const known = new Set([
    ...loopbackNames,
    ...(options.allowedHosts ?? []).map((name) => name.toLowerCase()),
    ...(options.publicUrl === null ? [] : [new URL(options.publicUrl).hostname]),
  ]);
  app.addHook("onRequest", async (request) => {
    if (probes.includes(request.routeOptions.url ?? "")) return;
    const hostname = hostnameOf(request);
    if (hostname !== null && known.has(hostname)) return;
    throw new RollcallError(
      "request.host_unknown",
      "The Host header names a host that this server does not go by; its configuration can allow it.",
    );
  });
}
