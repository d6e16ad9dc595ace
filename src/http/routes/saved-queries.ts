// Saved queries: a person's own, and those that are shared with everybody.

import { z } from "zod";
import { pageOf, pageQuery } from "../../contract/page.ts";
import {
  type SavedQueryView,
  savedQueryBody,
  savedQueryChangeBody,
  savedQueryView,
} from "../../contract/saved-query.ts";
import { toMoment } from "../../contract/time.ts";
import { includesRole, type Principal } from "../../core/access.ts";
import type { Clock } from "../../core/clock.ts";
import { RollcallError } from "../../core/error.ts";
import { savedQueryId } from "../../core/id.ts";
import type { SavedQuery } from "../../core/saved-query.ts";
import type { Storage } from "../../core/storage.ts";
import type { ApiRoutes, App } from "../app-options.ts";
import { principalOf } from "../authorize.ts";
import { pageView, toIdRange } from "../cursor.ts";
import { etagOf, requireMatch } from "../etag.ts";
import { requireQuery } from "../query-input.ts";

interface SavedQueryOptions {
  readonly storage: Storage;
  readonly clock: Clock;
}

const tags = ["queries"];
const savedQueryParams = z.strictObject({
  id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
});

const isOwn = ({ owner }: SavedQuery, { userId }: Principal): boolean => (owner?.userId ?? null) === userId;

function viewSavedQuery(query: SavedQuery, principal: Principal): SavedQueryView {
  const { id, version, name, text, isShared, owner, createdAt } = query;
  return {
    id,
    version,
    name,
    text,
    isShared,
    isOwn: isOwn(query, principal),
    ownerName: owner?.name ?? null,
    createdAt: toMoment(createdAt),
  };
}

const notFound = () => new RollcallError("saved_query.not_found", "There is no such saved query.");

/** Throws `saved_query.not_found`. */
async function findQuery(storage: Storage, id: number): Promise<SavedQuery> {
  const query = await storage.readSavedQuery(savedQueryId(id));
  if (query === null) throw notFound();
  return query;
}

/** Throws `saved_query.not_found`, also for what is another's own: nobody learns that it is there. */
async function findVisible(storage: Storage, id: number, principal: Principal): Promise<SavedQuery> {
  const query = await findQuery(storage, id);
  if (query.isShared || isOwn(query, principal)) return query;
  throw notFound();
}

/** Throws `saved_query.not_found`, and `saved_query.not_owner` but for the owner and, of shared ones, administrators. */
async function findChangeable(storage: Storage, id: number, principal: Principal): Promise<SavedQuery> {
  const query = await findVisible(storage, id, principal);
  if (isOwn(query, principal) || includesRole(principal.role, "administrator")) return query;
  throw new RollcallError("saved_query.not_owner", "Its owner or an administrator may do this.");
}

/** What everybody sees is an operator's to write. Throws `access.role_too_low`. */
function requireSharer({ role }: Principal): void {
  if (includesRole(role, "operator")) return;
  throw new RollcallError("access.role_too_low", "To share a query takes the role operator.");
}

function addReading(api: App, { storage }: SavedQueryOptions): void {
  api.get(
    "/saved-queries",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "listSavedQueries",
        summary: "Lists the asking user's saved queries and those that are shared, the oldest first",
        tags,
        querystring: pageQuery,
        response: { 200: pageOf(savedQueryView) },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { after, limit } = toIdRange("saved-queries", request.query);
      const page = { after: after ?? 0, limit: limit + 1 };
      const read = await storage.readSavedQueries(principal.userId, page);
      const items = read.slice(0, limit);
      const next = read.length > limit ? String(items.at(-1)?.id) : null;
      return pageView("saved-queries", { items, next }, (query) => viewSavedQuery(query, principal));
    },
  );
  api.get(
    "/saved-queries/:id",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readSavedQuery",
        summary: "Shows a saved query",
        tags,
        params: savedQueryParams,
        response: { 200: savedQueryView },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const query = await findVisible(storage, request.params.id, principal);
      return reply.header("ETag", etagOf(query.version)).send(viewSavedQuery(query, principal));
    },
  );
}

function addCreation(api: App, { storage, clock }: SavedQueryOptions): void {
  api.post(
    "/saved-queries",
    {
      config: {
        role: "viewer",
        idempotency: "replay",
        audit: { done: "saved_query.created", refused: "saved_query.creation_refused", noun: "saved_query" },
      },
      schema: {
        operationId: "createSavedQuery",
        summary: "Saves a query under a name, for oneself or, as an operator, for everybody",
        tags,
        body: savedQueryBody,
        response: { 201: savedQueryView },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const principal = principalOf(request);
      if (body.isShared) requireSharer(principal);
      const now = clock.now();
      requireQuery(body.text, now, "text");
      const id = await storage.transaction((writer) => writer.createSavedQuery(principal.userId, body, now));
      const query = await findQuery(storage, id);
      return reply
        .code(201)
        .header("Location", `/api/v1/saved-queries/${id}`)
        .header("ETag", etagOf(query.version))
        .send(viewSavedQuery(query, principal));
    },
  );
}

function addChange(api: App, { storage, clock }: SavedQueryOptions): void {
  api.patch(
    "/saved-queries/:id",
    {
      config: {
        role: "viewer",
        ifMatch: true,
        audit: { done: "saved_query.changed", refused: "saved_query.change_refused", noun: "saved_query" },
      },
      schema: {
        operationId: "changeSavedQuery",
        summary: "Changes a saved query: one's own, or, as an administrator, a shared one",
        tags,
        params: savedQueryParams,
        body: savedQueryChangeBody,
        response: { 200: savedQueryView },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const principal = principalOf(request);
      const query = await findChangeable(storage, request.params.id, principal);
      requireMatch(request, query.version);
      if (body.isShared ?? query.isShared) requireSharer(principal);
      if (body.text !== undefined) requireQuery(body.text, clock.now(), "text");
      await storage.transaction((writer) => writer.changeSavedQuery(query.id, query.version, body));
      const changed = await findQuery(storage, query.id);
      return reply.header("ETag", etagOf(changed.version)).send(viewSavedQuery(changed, principal));
    },
  );
}

function addRemoval(api: App, { storage }: SavedQueryOptions): void {
  api.delete(
    "/saved-queries/:id",
    {
      config: {
        role: "viewer",
        audit: { done: "saved_query.removed", refused: "saved_query.removal_refused", noun: "saved_query" },
      },
      schema: {
        operationId: "removeSavedQuery",
        summary: "Removes a saved query: one's own, or, as an administrator, a shared one",
        tags,
        params: savedQueryParams,
        response: { 204: z.undefined().describe("Removed.") },
      },
    },
    async (request, reply) => {
      const { id } = await findChangeable(storage, request.params.id, principalOf(request));
      await storage.transaction((writer) => writer.removeSavedQuery(id));
      return reply.code(204).send();
    },
  );
}

export function savedQueryRoutes(options: SavedQueryOptions): ApiRoutes {
  return (api) => {
    addReading(api, options);
    addCreation(api, options);
    addChange(api, options);
    addRemoval(api, options);
  };
}
