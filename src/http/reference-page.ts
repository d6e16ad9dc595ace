// The browsable page of the API, served with all that it needs from here.

import { createHash } from "node:crypto";
import Fastify, { type FastifyInstance } from "fastify";
import type { App } from "./app-options.ts";

const referencePath = "/api/v1/docs";

/**
 * Scalar's own routes, on an application that nobody listens to. It is made when somebody opens the page: its script alone is
 * five megabytes, which a server that nobody looks at need not hold.
 */
async function createReference(): Promise<FastifyInstance> {
  const { default: scalar } = await import("@scalar/fastify-api-reference");
  const reference = Fastify({ logger: false });
  await reference.register(scalar, {
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
  return reference;
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
  let reference: Promise<FastifyInstance> | null = null;
  app.addHook("onClose", async () => {
    await (await reference)?.close();
  });
  for (const url of [referencePath, `${referencePath}/*`])
    app.route({
      method: "GET",
      url,
      config: { role: "anyone" },
      schema: { hide: true },
      handler: async (request, reply) => {
        reference ??= createReference();
        const answer = await (await reference).inject({ url: request.url });
        const type = String(answer.headers["content-type"] ?? "text/plain");
        reply.code(answer.statusCode).header("Content-Type", type);
        if (answer.headers.location !== undefined) reply.header("Location", answer.headers.location);
        if (type.startsWith("text/html")) reply.header("Content-Security-Policy", pagePolicy(answer.body));
        return reply.send(answer.rawPayload);
      },
    });
}
