// The page behind the one-time link, with its script and style, under a policy that allows these alone.

import { readFileSync } from "node:fs";
import type { App } from "./app-options.ts";

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  // Without its script the form must not send a password at all.
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const files = [
  { url: "/first-administrator", name: "first-administrator.html", type: "text/html; charset=utf-8" },
  {
    url: "/first-administrator/page.js",
    name: "first-administrator.js",
    type: "text/javascript; charset=utf-8",
  },
  { url: "/first-administrator/page.css", name: "first-administrator.css", type: "text/css; charset=utf-8" },
];

export function registerFirstAdministratorPage(app: App): void {
  for (const { url, name, type } of files) {
    const content = readFileSync(new URL(`pages/${name}`, import.meta.url), "utf8");
    app.get(url, { config: { role: "anyone" }, schema: { hide: true } }, async (_request, reply) =>
      reply.header("Content-Type", type).header("Content-Security-Policy", policy).send(content),
    );
  }
}
