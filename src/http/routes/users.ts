// Users: listed, made, changed and removed by administrators.

import { z } from "zod";
import { pageQuery } from "../../contract/page.ts";
import { toMoment } from "../../contract/time.ts";
import { newUser, user, userChange, userId, userPage } from "../../contract/user.ts";
import type { Access, User } from "../../core/access.ts";
import type { ApiRoutes, App } from "../app-options.ts";
import { pageView, toRange } from "../cursor.ts";
import { contentVersion, etagOf, requireMatch } from "../etag.ts";

function userToView({ id, email, name, role, createdAt, signIn }: User) {
  return { id, email, name, role, createdAt: toMoment(createdAt), signIn };
}

const userEtag = (view: object): string => etagOf(contentVersion(view));
const tags = ["users"];

function addReads(api: App, access: Access): void {
  api.route({
    method: "GET",
    url: "/users",
    config: { role: "administrator" },
    schema: {
      operationId: "listUsers",
      summary: "All users, the newest first",
      tags,
      querystring: pageQuery,
      response: { 200: userPage },
    },
    handler: async ({ query }) =>
      pageView("users", await access.listUsers(toRange("users", query)), userToView),
  });
  api.route({
    method: "GET",
    url: "/users/:id",
    config: { role: "administrator" },
    schema: {
      operationId: "readUser",
      summary: "One user, with the ETag that a change asks for",
      tags,
      params: userId,
      response: { 200: user },
    },
    handler: async ({ params }, reply) => {
      const view = userToView(await access.readUser(params.id));
      reply.header("ETag", userEtag(view));
      return view;
    },
  });
}

function addCreation(api: App, access: Access): void {
  api.route({
    method: "POST",
    url: "/users",
    config: {
      role: "administrator",
      idempotency: "replay",
      audit: { done: "user.created", refused: "user.creation_refused", noun: "user" },
    },
    schema: {
      operationId: "createUser",
      summary: "Make a user who signs in with a password",
      tags,
      body: newUser,
      response: { 201: user },
    },
    handler: async ({ body }, reply) => {
      const view = userToView(await access.createUser(body));
      reply.code(201).header("Location", `/api/v1/users/${encodeURIComponent(view.id)}`);
      reply.header("ETag", userEtag(view));
      return view;
    },
  });
}

function addChanges(api: App, access: Access): void {
  api.route({
    method: "PATCH",
    url: "/users/:id",
    config: {
      role: "administrator",
      ifMatch: true,
      audit: { done: "user.changed", refused: "user.change_refused", noun: "user" },
    },
    schema: {
      operationId: "changeUser",
      summary: "Change a user's name, role or password",
      tags,
      params: userId,
      body: userChange,
      response: { 200: user },
    },
    handler: async (request, reply) => {
      const { params, body } = request;
      requireMatch(request, contentVersion(userToView(await access.readUser(params.id))));
      const view = userToView(await access.changeUser(params.id, body));
      reply.header("ETag", userEtag(view));
      return view;
    },
  });
  api.route({
    method: "DELETE",
    url: "/users/:id",
    config: {
      role: "administrator",
      audit: { done: "user.removed", refused: "user.removal_refused", noun: "user" },
    },
    schema: {
      operationId: "removeUser",
      summary: "Remove a user, whose sessions and tokens end",
      tags,
      params: userId,
      response: { 204: z.undefined().describe("Removed.") },
    },
    handler: async ({ params }, reply) => {
      await access.removeUser(params.id);
      return reply.code(204).send();
    },
  });
}

export function userRoutes(access: Access): ApiRoutes {
  return (api) => {
    addReads(api, access);
    addCreation(api, access);
    addChanges(api, access);
  };
}
