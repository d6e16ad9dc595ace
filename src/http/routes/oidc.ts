// Signing in with OpenID Connect: two redirects of the browser.

import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { Access } from "../../core/access.ts";
import { RollcallError } from "../../core/error.ts";
import type { ApiRoutes, App } from "../app-options.ts";
import type { SignInLimit } from "../rate-limits.ts";
import { grant, sessionAudit, sessionTags } from "./session.ts";

const redirect = z.undefined().describe("Go on at the Location.");

/** The address as the browser has it: a proxy may speak plain http to this server. */
function wholeUrl(request: FastifyRequest, publicUrl: string | null): string {
  const base = publicUrl ?? `${request.protocol}://${request.host}`;
  return new URL(request.url, base).href;
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
        "Where the identity provider sends the browser; leads to the start page, or back to the sign-in",
      description: "A refusal leads to `/sign-in?error=` and its code.",
      tags: sessionTags,
      response: { 302: redirect },
    },
    handler: async (request, reply) => {
      await limit(request, null);
      try {
        const granted = await access.finishOidc(wholeUrl(request, publicUrl), request.headers.cookie);
        grant(request, reply, granted);
        return reply.redirect("/", 302);
      } catch (error) {
        // A person is looking at the browser: the sign-in page tells the refusal, and the log and audit log have its code.
        if (!(error instanceof RollcallError && error.code.startsWith("access."))) throw error;
        request.problemCode = error.code;
        request.log.warn({ err: error }, "A sign-in with OpenID Connect was refused.");
        return reply.redirect(`/sign-in?error=${encodeURIComponent(error.code)}`, 302);
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
        response: { 302: redirect },
      },
      handler: async (_request, reply) => {
        const { redirectTo, setCookies } = await access.beginOidc();
        reply.header("Set-Cookie", [...setCookies]);
        return reply.redirect(redirectTo, 302);
      },
    });
    addCallback(api, access, limit, publicUrl);
  };
}
