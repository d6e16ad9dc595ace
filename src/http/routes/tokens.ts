// API tokens: listed, made and removed by administrators.

import { z } from "zod";
import { pageQuery } from "../../contract/page.ts";
import { toMoment, toMomentOrNull } from "../../contract/time.ts";
import { apiTokenId, apiTokenPage, createdApiToken, newApiToken } from "../../contract/token.ts";
import type { Access, ApiToken } from "../../core/access.ts";
import type { Clock } from "../../core/clock.ts";
import type { ApiRoutes, App } from "../app-options.ts";
import { principalOf } from "../authorize.ts";
import { pageView, toRange } from "../cursor.ts";
import { InvalidRequestError } from "../problem.ts";

function tokenToView({ id, name, role, createdAt, expiresAt, lastUsedAt, userId }: ApiToken) {
  return {
    id,
    name,
    role,
    createdAt: toMoment(createdAt),
    expiresAt: toMoment(expiresAt),
    lastUsedAt: toMomentOrNull(lastUsedAt),
    userId,
  };
}

const tags = ["tokens"];

function addCreation(api: App, access: Access, clock: Clock): void {
  api.route({
    method: "POST",
    url: "/tokens",
    config: {
      role: "administrator",
      idempotency: "refuse",
      audit: { done: "token.created", refused: "token.creation_refused", noun: "token" },
    },
    schema: {
      operationId: "createToken",
      summary: "Make an API token, whose value is shown this once",
      tags,
      body: newApiToken,
      response: { 201: createdApiToken },
    },
    handler: async (request, reply) => {
      const { name, role, expiresAt: expiry } = request.body;
      const expiresAt = Date.parse(expiry);
      if (expiresAt <= clock.now())
        throw new InvalidRequestError([
          { field: "body.expiresAt", code: "in_the_past", reason: "It must be in the future." },
        ]);
      const made = await access.createToken(principalOf(request), { name, role, expiresAt });
      reply.code(201);
      return { ...tokenToView(made.token), value: made.value };
    },
  });
}

function addRemoval(api: App, access: Access): void {
  api.route({
    method: "DELETE",
    url: "/tokens/:id",
    config: {
      role: "administrator",
      audit: { done: "token.removed", refused: "token.removal_refused", noun: "token" },
    },
    schema: {
      operationId: "removeToken",
      summary: "Remove an API token, which is refused from now on",
      tags,
      params: apiTokenId,
      response: { 204: z.undefined().describe("Removed.") },
    },
    handler: async ({ params }, reply) => {
      await access.removeToken(params.id);
      return reply.code(204).send();
    },
  });
}

export function tokenRoutes(access: Access, clock: Clock): ApiRoutes {
  return (api) => {
    api.route({
      method: "GET",
      url: "/tokens",
      config: { role: "administrator" },
      schema: {
        operationId: "listTokens",
        summary: "All API tokens without their values, the newest first",
        tags,
        querystring: pageQuery,
        response: { 200: apiTokenPage },
      },
      handler: async ({ query }) =>
        pageView("tokens", await access.listTokens(toRange("tokens", query)), tokenToView),
    });
    addCreation(api, access, clock);
    addRemoval(api, access);
  };
}
