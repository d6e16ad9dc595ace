// Whom the server takes the client for, and what somebody does about themselves.

import { principal } from "../../contract/principal.ts";
import { grantedSession, ownPasswordChange } from "../../contract/session.ts";
import type { Access } from "../../core/access.ts";
import { RollcallError } from "../../core/error.ts";
import type { ApiRoutes, App } from "../app-options.ts";
import { principalOf } from "../authorize.ts";
import type { SignInLimit } from "../rate-limits.ts";
import { grant } from "./session.ts";

const tags = ["session"];

function addPasswordChange(api: App, access: Access, limit: SignInLimit): void {
  api.route({
    method: "PUT",
    url: "/me/password",
    config: {
      role: "viewer",
      audit: { done: "password.changed", refused: "password.change_refused", noun: "user" },
    },
    schema: {
      operationId: "changeOwnPassword",
      summary: "Change one's own password",
      description:
        "The user's sessions end, and the answer's cookie is of a new one. A token has no password.",
      tags,
      body: ownPasswordChange,
      response: { 200: grantedSession },
    },
    handler: async (request, reply) => {
      const { kind, id, name } = principalOf(request);
      if (kind !== "user")
        throw new RollcallError("access.password_not_used", "Only a user who is signed in has a password.");
      request.auditTargetId = id;
      // Whoever has come by somebody's session must not try out passwords by it.
      await limit(request, name);
      const granted = await access.changeOwnPassword(id, request.body);
      grant(request, reply, granted);
      return { principal: granted.principal };
    },
  });
}

export function meRoutes(access: Access, limit: SignInLimit): ApiRoutes {
  return (api) => {
    api.route({
      method: "GET",
      url: "/me",
      config: { role: "viewer" },
      schema: {
        operationId: "readMe",
        summary: "Who is asking, with which role",
        tags,
        response: { 200: principal },
      },
      handler: async (request) => principalOf(request),
    });
    addPasswordChange(api, access, limit);
  };
}
