// Gives out the web console: its one page at every address that a browser goes to, and the files which that page asks for.

import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyReply, FastifyRequest } from "fastify";
import { RollcallError } from "../core/error.ts";
import type { App } from "./app-options.ts";

/** What the build leaves where each answer's own nonce belongs. */
const noncePlace = "NONCE-OF-THIS-ANSWER";
/** Below it are files whose names have a digest of their content. */
export const filesPrefix = "/files/";

const pagePolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    // Styles that the page adds as it goes have the nonce.
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    // Without its script a form must not send a password at all.
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

/** Whether a browser is about to show the answer as a page. */
export function isNavigation({ headers }: FastifyRequest): boolean {
  const { "sec-fetch-mode": mode, accept } = headers;
  return mode === "navigate" || (mode === undefined && (accept ?? "").includes("text/html"));
}

/** Whether it goes to where the console has its pages. */
export function isForPage(request: FastifyRequest): boolean {
  const { method, url } = request;
  if (method !== "GET" && method !== "HEAD") return false;
  return !url.startsWith("/api/") && !url.startsWith(filesPrefix) && isNavigation(request);
}

async function readPage(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, "index.html"), "utf8");
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "ENOENT")) throw cause;
    const message = "The web console is not built here: `npm start` builds it.";
    throw new RollcallError("console.not_built", message, { cause });
  }
}

/** Answers the page; the address is the page's own business. */
export type SendPage = (reply: FastifyReply) => Promise<FastifyReply>;

/** `folder` is where the console is built. A build may take the place of another: the page is read whenever somebody asks. */
export function createPageSender(folder: string): SendPage {
  return async (reply) => {
    const html = await readPage(folder);
    const nonce = randomBytes(16).toString("base64");
    return reply
      .code(200)
      .header("Content-Type", "text/html; charset=utf-8")
      .header("Content-Security-Policy", pagePolicy(nonce))
      .send(html.replaceAll(noncePlace, nonce));
  };
}

/** `folder` is where the console is built. What is not there is answered as any unknown address. */
export function registerConsoleFiles(app: App, folder: string): void {
  // Its own routes would say no role. Each file has a twin that the build compressed.
  app.register(fastifyStatic, { root: folder, serve: false, preCompressed: true, suppressWarning: true });
  const route = { config: { role: "anyone" as const }, schema: { hide: true } };
  app.get(`${filesPrefix}:name`, route, async (request, reply) => {
    const { name } = request.params as { name: string };
    return reply.sendFile(`files/${name}`, { immutable: true, maxAge: "1y" });
  });
  for (const name of ["mark.svg", "packages.json"])
    app.get(`/${name}`, route, async (_request, reply) => reply.sendFile(name, { maxAge: "1h" }));
}
