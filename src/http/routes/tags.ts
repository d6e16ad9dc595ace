// Tags: make, look at, change and remove them, and put them on assets.

import { inventoryTaskView } from "../../contract/inventory-task.ts";
import { pageOf, pageQuery } from "../../contract/page.ts";
import {
  type TagTargetBody,
  tagBody,
  tagChangeBody,
  tagPreview,
  tagPreviewBody,
  tagTargetBody,
  tagView,
} from "../../contract/tag.ts";
import type { AssetQuery } from "../../core/asset-query.ts";
import { RollcallError } from "../../core/error.ts";
import { type InventoryTaskId, type TagId, tagId } from "../../core/id.ts";
import type { InventoryWork, TaskTarget } from "../../core/inventory-task.ts";
import type { ApiRoutes, App } from "../app-options.ts";
import type { ConnectionOptions } from "../connection-options.ts";
import { pageView, toIdRange } from "../cursor.ts";
import { etagOf, requireMatch } from "../etag.ts";
import { requireQuery } from "../query-input.ts";
import { viewInventoryTask } from "../views/inventory-task-view.ts";
import { viewTag } from "../views/tag-view.ts";
import { connectionParams } from "./connections.ts";

const tags = ["tags"];

type TagOptions = Pick<ConnectionOptions, "storage" | "clock" | "feed" | "onTask">;

/** The sync thread does it, and those who watch are told. */
function announce({ feed, onTask }: TagOptions, id: InventoryTaskId): void {
  onTask();
  feed.publish({ kind: "inventory_task_changed", taskId: id });
}

function addReading(api: App, { storage }: TagOptions): void {
  api.get(
    "/tags",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "listTags",
        summary: "Lists the tags, the oldest first",
        tags,
        querystring: pageQuery,
        response: { 200: pageOf(tagView) },
      },
    },
    async ({ query }) => {
      const { after, limit } = toIdRange("tags", query);
      const read = await storage.readTags({ after: after ?? 0, limit: limit + 1 });
      const items = read.slice(0, limit);
      const next = read.length > limit ? String(items.at(-1)?.id) : null;
      return pageView("tags", { items, next }, viewTag);
    },
  );
  api.get(
    "/tags/:id",
    {
      config: { role: "viewer" },
      schema: {
        operationId: "readTag",
        summary: "Shows a tag",
        tags,
        params: connectionParams,
        response: { 200: tagView },
      },
    },
    async ({ params }, reply) => {
      const tag = await storage.readTag(tagId(params.id));
      return reply.header("ETag", etagOf(tag.version)).send(viewTag(tag));
    },
  );
}

function addPreview(api: App, { clock, storage }: TagOptions): void {
  api.post(
    "/tags/preview",
    {
      config: { role: "viewer", audit: "not_needed" },
      schema: {
        operationId: "previewTag",
        summary: "Says on how many assets a tag with this rule would be",
        tags,
        body: tagPreviewBody,
        response: { 200: tagPreview },
      },
    },
    async ({ body }) => {
      const { query, warnings } = requireQuery(body.rule, clock.now(), "rule");
      const count = (state: "active" | "retired"): Promise<number> => {
        const terms: readonly AssetQuery[] = [{ kind: "lifecycle", state }, query.condition];
        return storage.countFound({ kind: "and", terms });
      };
      const [activeAssets, retiredAssets] = await Promise.all([count("active"), count("retired")]);
      const shown = warnings.map((warning) => ({ ...warning, suggestions: [...warning.suggestions] }));
      return { activeAssets, retiredAssets, warnings: shown };
    },
  );
}

function addCreating(api: App, { storage, clock, onTask }: TagOptions): void {
  api.post(
    "/tags",
    {
      config: {
        role: "operator",
        idempotency: "replay",
        audit: { done: "tag.created", refused: "tag.creation_refused", noun: "tag" },
      },
      schema: {
        operationId: "createTag",
        summary: "Makes a tag; with a rule it is put on assets in the background",
        tags,
        body: tagBody,
        response: { 201: tagView },
      },
    },
    async ({ body }, reply) => {
      const now = clock.now();
      if (body.rule !== null) requireQuery(body.rule, now, "rule");
      const id = await storage.transaction((writer) => writer.createTag(body, now));
      onTask();
      const tag = await storage.readTag(id);
      return reply
        .code(201)
        .header("Location", `/api/v1/tags/${id}`)
        .header("ETag", etagOf(tag.version))
        .send(viewTag(tag));
    },
  );
}

function addChanging(api: App, { storage, clock, onTask }: TagOptions): void {
  api.patch(
    "/tags/:id",
    {
      config: {
        role: "operator",
        ifMatch: true,
        audit: { done: "tag.changed", refused: "tag.change_refused", noun: "tag" },
      },
      schema: {
        operationId: "changeTag",
        summary: "Changes a tag; another rule moves it in the background",
        tags,
        params: connectionParams,
        body: tagChangeBody,
        response: { 200: tagView },
      },
    },
    async (request, reply) => {
      const { version, id } = await storage.readTag(tagId(request.params.id));
      requireMatch(request, version);
      const now = clock.now();
      if (request.body.rule) requireQuery(request.body.rule, now, "rule");
      const change = Object.fromEntries(
        Object.entries(request.body).filter(([, value]) => value !== undefined),
      );
      await storage.transaction((writer) => writer.changeTag(id, version, change, now));
      onTask();
      const tag = await storage.readTag(id);
      return reply.header("ETag", etagOf(tag.version)).send(viewTag(tag));
    },
  );
}

function addRemoving(api: App, options: TagOptions): void {
  const { storage, clock } = options;
  api.delete(
    "/tags/:id",
    {
      config: {
        role: "operator",
        audit: { done: "tag.removed", refused: "tag.removal_refused", noun: "tag" },
      },
      schema: {
        operationId: "removeTag",
        summary: "Removes a tag at once; it comes off its assets in the background",
        tags,
        params: connectionParams,
        response: { 202: inventoryTaskView },
      },
    },
    async (request, reply) => {
      const id = tagId(request.params.id);
      // The answer is about the task; who reads the log asks for the tag.
      request.auditTargetId = String(id);
      const task = await storage.transaction((writer) => writer.removeTag(id, clock.now()));
      announce(options, task);
      return reply.code(202).send(viewInventoryTask(await storage.readTask(task)));
    },
  );
}

/** Throws `query.invalid` where the query is refused. */
function toTarget(body: TagTargetBody, now: number): TaskTarget {
  if ("assetIds" in body) return { kind: "assets", ids: body.assetIds };
  requireQuery(body.query, now, "query");
  return { kind: "query", text: body.query };
}

async function place(
  options: TagOptions,
  kind: Extract<InventoryWork["kind"], "put_tag" | "take_tag">,
  id: TagId,
  body: TagTargetBody,
): Promise<InventoryTaskId> {
  const { storage, clock } = options;
  const now = clock.now();
  const target = toTarget(body, now);
  const task = await storage.transaction(async (writer) => {
    const { rule, name } = await writer.readTag(id);
    if (rule === null) return writer.createTask({ kind, tagId: id, target }, now);
    const message = `The tag ${JSON.stringify(name)} has a rule, which alone says where it is.`;
    throw new RollcallError("tag.is_dynamic", message);
  });
  announce(options, task);
  return task;
}

function addPlacing(api: App, options: TagOptions): void {
  const { storage } = options;
  const acts = [
    {
      act: "put-on",
      kind: "put_tag",
      verb: "Puts a static tag on assets",
      operationId: "putTagOn",
      done: "tag.put_on",
    },
    {
      act: "take-off",
      kind: "take_tag",
      verb: "Takes a static tag off assets",
      operationId: "takeTagOff",
      done: "tag.taken_off",
    },
  ] as const;
  for (const { act, kind, verb, operationId, done } of acts)
    api.post(
      `/tags/:id/${act}`,
      {
        config: {
          role: "operator",
          idempotency: "replay",
          audit: { done, refused: `${done}_refused`, noun: "tag" },
        },
        schema: {
          operationId,
          summary: `${verb}, in the background`,
          tags,
          params: connectionParams,
          body: tagTargetBody,
          response: { 202: inventoryTaskView },
        },
      },
      async (request, reply) => {
        const id = tagId(request.params.id);
        request.auditTargetId = String(id);
        const task = await place(options, kind, id, request.body);
        return reply
          .code(202)
          .header("Location", `/api/v1/inventory-tasks/${task}`)
          .send(viewInventoryTask(await storage.readTask(task)));
      },
    );
}

export function tagRoutes(options: TagOptions): ApiRoutes {
  return (api) => {
    addReading(api, options);
    addPreview(api, options);
    addCreating(api, options);
    addChanging(api, options);
    addRemoving(api, options);
    addPlacing(api, options);
  };
}
