// A tag as it is entered, and as people read it.

import { inBackticks } from "../../../../src/query/writing.ts";
import type { Tag, TagEntry } from "../../api/tags.ts";
import { criticalityWords } from "../../components/asset-words.ts";
import type { FieldWords } from "../../components/changed-meanwhile.tsx";

/** What is entered; a rule stays there while somebody looks at what a static tag would be. */
export interface TagDraft extends Omit<TagEntry, "rule"> {
  readonly isDynamic: boolean;
  readonly rule: string;
}

/** Easy to tell apart, and dark enough beside text. */
export const tagColours = [
  "#868e96",
  "#e03131",
  "#c2255c",
  "#9c36b5",
  "#6741d9",
  "#1971c2",
  "#0c8599",
  "#2f9e44",
  "#e8590c",
  "#f08c00",
] as const;

export const newDraft: TagDraft = {
  name: "",
  colour: tagColours[5],
  description: "",
  criticality: 2,
  isDynamic: false,
  rule: "",
};

export const draftOf = ({ name, colour, description, criticality, rule }: Tag): TagDraft => ({
  name,
  colour,
  description,
  criticality,
  isDynamic: rule !== null,
  rule: rule ?? "",
});

export const entryOf = ({ isDynamic, rule, name, colour, description, criticality }: TagDraft): TagEntry => ({
  name: name.trim(),
  colour,
  description,
  criticality,
  rule: isDynamic ? rule.trim() : null,
});

/** What is changed of what was shown: the server leaves all else as it is. */
export function changesOf(shown: Tag, draft: TagDraft): Partial<TagEntry> {
  const entry = entryOf(draft);
  const names = Object.keys(entry) as (keyof TagEntry)[];
  return Object.fromEntries(
    names.flatMap((name) => (entry[name] === shown[name] ? [] : [[name, entry[name]]])),
  );
}

export const wordsOfDraft = (draft: TagDraft): FieldWords => ({
  Name: draft.name.trim(),
  Colour: draft.colour,
  Description: draft.description,
  Criticality: criticalityWords(draft.criticality),
  Kind: draft.isDynamic ? "Dynamic" : "Static",
  Rule: draft.isDynamic ? draft.rule.trim() : "–",
});

/** Finds the active assets that the tag is on, and no tag whose name is alike. */
export const queryOfTag = (name: string): string => `tags.name: ${inBackticks(name)}`;
