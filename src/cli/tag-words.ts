// Tells a tag to people.

import type { TagView } from "../contract/tag.ts";
import type { Column } from "./table.ts";
import { momentWords } from "./time-words.ts";

export const tagColumns: readonly Column<TagView>[] = [
  { title: "id", isNumber: true, of: ({ id }) => id },
  { title: "name", of: ({ name }) => name },
  { title: "criticality", isNumber: true, of: ({ criticality }) => criticality },
  { title: "assets", isNumber: true, of: ({ activeAssets }) => activeAssets },
  { title: "rule", of: ({ rule }) => rule ?? "–" },
];

export function tagProperties(tag: TagView): readonly (readonly [string, string | number | null])[] {
  return [
    ["id", tag.id],
    ["name", tag.name],
    ["description", tag.description || null],
    ["colour", tag.colour],
    ["criticality", tag.criticality],
    ["rule", tag.rule ?? "none: it is put on by hand"],
    ["active assets", tag.activeAssets],
    ["under way", tag.taskId === null ? null : `task ${tag.taskId}`],
    ["created", momentWords(tag.createdAt)],
  ];
}
