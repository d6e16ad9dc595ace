// Signing in with OpenID Connect: two redirects of the browser.

import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { oidcBeginning } from "../../contract/session.ts";
import type { Access } from "../../core/access.ts";
import { RollcallError } from "../../core/error.ts";
import type { ApiRoutes, App } from "../app-options.ts";
import { isNavigation } from "../console-files.ts";
import { forgetDestination, keepDestination, readDestination, refusalAddress } from "../oidc-destination.ts";
import type { SignInLimit } from "../rate-limits.ts";
import { grant, sessionAudit, sessionTags } from "./session.ts";

const redirect = z.undefined().describe("Go on at the Location.");

/** The address as the browser has it: a proxy may speak plain http to this server. */
function wholeUrl(request: FastifyRequest, publicUrl: string | null): string {
  const base = publicUrl ?? `${request.protocol}://${request.host}`;
  return new URL(request.url, base).href;
}

/** A person is looking at the browser: the sign-in page tells the refusal, and the log and audit log have its code. */
function tellRefusal(request: FastifyRequest, reply: FastifyReply, error: unknown, to: string | undefined) {
  const isTold =
    error instanceof RollcallError &&
    (error.code.startsWith("access.") || (error.code === "request.rate_limited" && isNavigation(request)));
  if (!isTold) throw error;
  request.problemCode = error.code;
  request.log.warn({ err: error }, "A sign-in with OpenID Connect was refused.");
  return reply.redirect(refusalAddress(error.code, to), 302);
}

function addCallback(api: App, access: Access, limit: SignInLimit, publicUrl: string | null): void {
  api.route({
    method: "GET",
    url: "/session/oidc/callback",
    exposeHeadRoute: false,
    config: { role: "anyone", audit: sessionAudit },
    schema: {
      operationId: "finishOidcSignIn",
      summary:
        "Where the identity provider sends the browser; leads to where it wanted to go, or back to the sign-in",
      description: "A refusal leads to `/sign-in?error=` and its code.",
      tags: sessionTags,
      response: { 302: redirect },
    },
    handler: async (request, reply) => {
      const to = readDestination(request);
      try {
        await limit(request, null);
        const granted = await access.finishOidc(wholeUrl(request, publicUrl), request.headers.cookie);
        grant(request, reply, granted);
        reply.header("Set-Cookie", forgetDestination(publicUrl));
        return reply.redirect(to, 302);
      } catch (error) {
        return tellRefusal(request, reply, error, to);
      }
    },
  });
}

export function oidcRoutes(access: Access, limit: SignInLimit, publicUrl: string | null): ApiRoutes {
  return (api) => {
    api.route({
      method: "GET",
      url: "/session/oidc",
      exposeHeadRoute: false,
      config: { role: "anyone" },
      schema: {
        operationId: "beginOidcSignIn",
        summary: "Send the browser to the identity provider",
        tags: sessionTags,
        description: "A browser is told a refusal as after the callback, a program by a problem.",
        querystring: oidcBeginning,
        response: { 302: redirect },
      },
      handler: async (request, reply) => {
        const { to } = request.query;
        try {
          const { redirectTo, setCookies } = await access.beginOidc();
          reply.header("Set-Cookie", [...setCookies, keepDestination(to, publicUrl)]);
          return reply.redirect(redirectTo, 302);
        } catch (error) {
          if (!isNavigation(request)) throw error;
          return tellRefusal(request, reply, error, to);
        }
      },
    });
    addCallback(api, access, limit, publicUrl);
  };
}
