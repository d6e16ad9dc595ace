// Refuses changes that another site's page makes in the name of whoever is signed in (CSRF).

import type { FastifyRequest } from "fastify";
import { RollcallError } from "../core/error.ts";
import type { App } from "./app-options.ts";
import { isSafe } from "./authorize.ts";

function isOwnOrigin(origin: string, request: FastifyRequest, publicOrigin: string | null): boolean {
  // The Host header has been checked by now, so a page whose origin is this host is our own.
  return origin === publicOrigin || origin === `${request.protocol}://${request.host}`;
}

function isOwnPage(request: FastifyRequest, publicOrigin: string | null): boolean {
  const { origin, "sec-fetch-site": site, cookie } = request.headers;
  if (origin !== undefined && !isOwnOrigin(origin, request, publicOrigin)) return false;
  // `none` is what a person does by hand, such as a reload.
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  // Without a cookie there is nothing to misuse; with one a browser says where the request was made.
  return origin !== undefined || site !== undefined || cookie === undefined;
}

export function addOriginCheck(app: App, publicUrl: string | null): void {
  const publicOrigin = publicUrl === null ? null : new URL(publicUrl).origin;
  app.addHook("onRequest", async (request) => {
    const isForAnyPage = isSafe(request.method) && request.routeOptions.config.isForOwnPages !== true;
    if (isForAnyPage || request.is404) return;
    // A token is sent by a program that has it, never by a browser of its own accord.
    const { principal } = request;
    if (principal !== null && principal.kind !== "user") return;
    if (isOwnPage(request, publicOrigin)) return;
    throw new RollcallError(
      "request.origin_foreign",
      "Origin and Sec-Fetch-Site do not say that the request comes from Rollcall's own pages.",
    );
  });
}
