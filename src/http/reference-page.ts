// The browsable page of the API, served with all that it needs from here.

import { createHash } from "node:crypto";
import scalar from "@scalar/fastify-api-reference";
import type { RouteOptions } from "fastify";
import type { App } from "./app-options.ts";

const referencePath = "/api/v1/docs";

/** The library's routes cannot declare a role; they show nothing but the OpenAPI document, which is for anyone. */
export function openReferenceRoute(route: RouteOptions): void {
  const { url } = route;
  if (url === referencePath || url.startsWith(`${referencePath}/`)) route.config = { role: "anyone" };
}

const inlineScript = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g;

/** Lets exactly the page's own inline script run, by its digest, and nothing come from elsewhere. */
function pagePolicy(html: string): string {
  const digests = [...html.matchAll(inlineScript)].map(
    ([, script]) =>
      `'sha256-${createHash("sha256")
        .update(script ?? "")
        .digest("base64")}'`,
  );
  return [
    "default-src 'none'",
    `script-src 'self' ${digests.join(" ")}`,
    // The page styles its own elements one by one.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export function registerReferencePage(app: App): void {
  app.register(async (page) => {
    page.addHook("onSend", async (_request, reply, payload) => {
      const type = String(reply.getHeader("Content-Type") ?? "");
      if (type.startsWith("text/html") && typeof payload === "string")
        reply.header("Content-Security-Policy", pagePolicy(payload));
      return payload;
    });
    await page.register(scalar, {
      routePrefix: referencePath,
      configuration: {
        url: "/api/v1/openapi.json",
        pageTitle: "Rollcall API",
        withDefaultFonts: false,
        telemetry: false,
        showDeveloperTools: "never",
        hideClientButton: true,
        agent: { disabled: true },
        mcp: { disabled: true },
      },
    });
  });
}
