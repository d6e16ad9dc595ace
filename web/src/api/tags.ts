// Tags: reading them, and everything that is done with one.

import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { InventoryTaskView } from "../../../src/contract/inventory-task.ts";
import type { TagTargetBody, TagView, tagPreview } from "../../../src/contract/tag.ts";
import { readVersioned, send, type Versioned } from "./client.ts";
import { keys } from "./keys.ts";
import { readEvery } from "./pages.ts";

export type Tag = TagView;
export type TagEntry = Pick<Tag, "name" | "colour" | "description" | "criticality" | "rule">;
export type TagPreview = z.infer<typeof tagPreview>;

export const tagsQuery = queryOptions({
  queryKey: keys.tags,
  queryFn: ({ signal }) => readEvery<Tag>("/tags", {}, signal),
});

export const readTag = (id: number): Promise<Versioned<Tag>> => readVersioned<Tag>(`/tags/${id}`);

export const createTag = (entry: Partial<TagEntry>, idempotencyKey: string): Promise<Tag> =>
  send<Tag>("POST", "/tags", { body: entry, idempotencyKey });

export const changeTag = (id: number, ifMatch: string, change: Partial<TagEntry>): Promise<Tag> =>
  send<Tag>("PATCH", `/tags/${id}`, { body: change, ifMatch });

export const removeTag = (id: number): Promise<InventoryTaskView> => send("DELETE", `/tags/${id}`);

export type TagAct = "put-on" | "take-off";

export const placeTag = (
  id: number,
  act: TagAct,
  target: TagTargetBody,
  idempotencyKey: string,
): Promise<InventoryTaskView> => send("POST", `/tags/${id}/${act}`, { body: target, idempotencyKey });

/** On how many assets a tag with the rule would be. */
export const tagPreviewQuery = (rule: string) =>
  queryOptions({
    queryKey: [...keys.tags, "preview", rule],
    queryFn: ({ signal }) => send<TagPreview>("POST", "/tags/preview", { body: { rule }, signal }),
    staleTime: 60_000,
  });
