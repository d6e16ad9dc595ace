// Signing in and out with a password, and the first administrator.

import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { firstAdministrator, grantedSession, session, signIn } from "../../contract/session.ts";
import type { Access, GrantedSession } from "../../core/access.ts";
import type { ApiRoutes, App } from "../app-options.ts";
import type { SignInLimit } from "../rate-limits.ts";

export const sessionTags = ["session"];
export const sessionAudit = {
  done: "session.created",
  refused: "session.refused",
};

/** Whoever signs in is, from then on, whom the request comes from: the audit log says so. */
export function grant(request: FastifyRequest, reply: FastifyReply, granted: GrantedSession): void {
  request.principal = granted.principal;
  reply.header("Set-Cookie", [...granted.setCookies]);
}

function addSignIn(api: App, access: Access, limit: SignInLimit): void {
  api.route({
    method: "POST",
    url: "/session",
    config: { role: "anyone", audit: sessionAudit },
    schema: {
      operationId: "signIn",
      summary: "Sign in with a password",
      tags: sessionTags,
      body: signIn,
      response: { 201: grantedSession },
    },
    handler: async (request, reply) => {
      const { email, password } = request.body;
      await limit(request, email);
      const granted = await access.signIn(email, password);
      grant(request, reply.code(201), granted);
      return { principal: granted.principal };
    },
  });
}

function addSignOut(api: App, access: Access): void {
  api.route({
    method: "DELETE",
    url: "/session",
    config: {
      role: "anyone",
      audit: { done: "session.ended", refused: "session.end_refused" },
    },
    schema: {
      operationId: "signOut",
      summary: "End the session, if there is one",
      tags: sessionTags,
      response: { 204: z.undefined().describe("There is no session any more.") },
    },
    handler: async (request, reply) => {
      const { setCookies } = await access.signOut(request.headers.cookie);
      return reply
        .code(204)
        .header("Set-Cookie", [...setCookies])
        .send();
    },
  });
}

function addFirstAdministrator(api: App, access: Access, limit: SignInLimit): void {
  api.route({
    method: "POST",
    url: "/first-administrator",
    config: {
      role: "anyone",
      audit: { done: "user.first_created", refused: "user.first_refused" },
    },
    schema: {
      operationId: "createFirstAdministrator",
      summary: "Make the first administrator with the one-time link, and sign in",
      tags: sessionTags,
      body: firstAdministrator,
      response: { 201: grantedSession },
    },
    handler: async (request, reply) => {
      const { linkToken, ...user } = request.body;
      await limit(request, null);
      const granted = await access.createFirstAdministrator(linkToken, user);
      grant(request, reply.code(201), granted);
      return { principal: granted.principal };
    },
  });
}

export function sessionRoutes(access: Access, limit: SignInLimit): ApiRoutes {
  return (api) => {
    api.route({
      method: "GET",
      url: "/session",
      config: { role: "anyone" },
      schema: {
        operationId: "readSession",
        summary: "Whether somebody is signed in, and how to sign in",
        tags: sessionTags,
        response: { 200: session },
      },
      handler: async ({ principal }) => ({
        principal,
        hasUsers: await access.hasUsers(),
        hasOidc: access.hasOidc,
      }),
    });
    addSignIn(api, access, limit);
    addSignOut(api, access);
    addFirstAdministrator(api, access, limit);
  };
}
