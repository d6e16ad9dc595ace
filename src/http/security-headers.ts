// The headers that tell a browser what an answer may do: nothing, unless it is a page that says otherwise.

import helmet from "@fastify/helmet";
import type { App } from "./app-options.ts";

export function registerSecurityHeaders(app: App, publicUrl: string | null): void {
  const isHttps = publicUrl?.startsWith("https:") ?? false;
  app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // A browser that was once told so would refuse plain http on a loopback name as well.
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    frameguard: { action: "deny" },
    referrerPolicy: { policy: "no-referrer" },
    crossOriginEmbedderPolicy: false,
  });
  // What is told to one principal is for no cache.
  app.addHook("onSend", async (_request, reply) => {
    if (!reply.hasHeader("Cache-Control")) reply.header("Cache-Control", "no-store");
  });
}
