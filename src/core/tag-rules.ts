// The rules of dynamic tags: which tags a rule depends on, in which order rules are judged, and whether they form a loop.

import type { AssetQuery, NullableField } from "./asset-query.ts";
import type { TagId } from "./id.ts";
import { matchesText, type PlainTextMatch, type TextMatch } from "./search-text.ts";

/** A tag whose rule is understood. */
export interface DynamicTag {
  readonly id: TagId;
  readonly name: string;
  readonly condition: AssetQuery;
}

type Leaf = Exclude<AssetQuery, { kind: "and" | "or" | "not" }>;

function* leavesOf(query: AssetQuery): Generator<Leaf> {
  const waiting: AssetQuery[] = [query];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if ("terms" in next) waiting.push(...next.terms);
    else if ("term" in next) waiting.push(next.term);
    else yield next;
  }
}

/** Whether the condition asks for the field at all. */
export function asksFor(query: AssetQuery, field: NullableField): boolean {
  return leavesOf(query).some((leaf) => "field" in leaf && leaf.field === field);
}

/** The attributes that the condition asks for, by their names. */
export function attributesAskedFor(query: AssetQuery): readonly string[] {
  return [...leavesOf(query)].flatMap((leaf) =>
    leaf.kind === "attribute" || leaf.kind === "attributeMissing" ? [leaf.name] : [],
  );
}

/** Whether the condition asks for the asset's history. */
export function asksForChanges(query: AssetQuery): boolean {
  return leavesOf(query).some((leaf) => leaf.kind === "changed");
}

function tagMatches(query: AssetQuery): readonly TextMatch[] {
  const leaves = [...leavesOf(query)];
  return leaves.flatMap((leaf) => (leaf.kind === "text" && leaf.field === "tagName" ? [leaf.match] : []));
}

/** Which tags, by their names, the condition depends on: those that its texts match, and all where it asks for no tag. */
export function tagDependence(query: AssetQuery): (name: string) => boolean {
  const asksForNone = leavesOf(query).some((leaf) => leaf.kind === "missing" && leaf.field === "tagName");
  const matches = tagMatches(query);
  return (name) => asksForNone || matches.some((match) => matchesText(name, match));
}

/** The texts that a match is made of, also those that must not be there. */
function* plainMatches(match: TextMatch): Generator<PlainTextMatch> {
  if ("term" in match) yield* plainMatches(match.term);
  else if ("terms" in match) for (const term of match.terms) yield* plainMatches(term);
  else yield match;
}

/**
 * Which tags the condition names, so that it would silently mean something else without them. A pattern, as `lab*`, names none:
 * it asks for whichever there are.
 */
export function tagNaming(query: AssetQuery): (name: string) => boolean {
  const matches = tagMatches(query)
    .flatMap((match) => [...plainMatches(match)])
    .filter(({ kind }) => kind !== "pattern");
  return (name) => matches.some((match) => matchesText(name, match));
}

/** The dynamic tags that each depends on, itself included where it does. */
function dependencies(tags: readonly DynamicTag[]): ReadonlyMap<TagId, readonly DynamicTag[]> {
  return new Map(
    tags.map(({ id, condition }) => {
      const dependsOn = tagDependence(condition);
      return [id, tags.filter(({ name }) => dependsOn(name))];
    }),
  );
}

/** The names of tags whose rules name one another in a ring, in the order in which each names the next; null where none do. */
export function findRuleLoop(tags: readonly DynamicTag[]): readonly string[] | null {
  const needed = dependencies(tags);
  const seen = new Set<TagId>();
  const path: DynamicTag[] = [];
  const walk = (tag: DynamicTag): readonly string[] | null => {
    const start = path.indexOf(tag);
    if (start >= 0) return path.slice(start).map(({ name }) => name);
    if (seen.has(tag.id)) return null;
    seen.add(tag.id);
    path.push(tag);
    for (const next of needed.get(tag.id) ?? []) {
      const loop = walk(next);
      if (loop !== null) return loop;
    }
    path.pop();
    return null;
  };
  for (const tag of tags) {
    const loop = walk(tag);
    if (loop !== null) return loop;
  }
  return null;
}

/**
 * The ids of the tags in groups: a tag depends only on those of earlier groups. Tags of a loop, which nobody can make, would be in
 * the last one.
 */
export function ruleGroups(tags: readonly DynamicTag[]): readonly (readonly TagId[])[] {
  const needed = dependencies(tags);
  const placed = new Set<TagId>();
  const groups: TagId[][] = [];
  while (placed.size < tags.length) {
    const left = tags.filter(({ id }) => !placed.has(id));
    const free = left.filter(({ id }) => (needed.get(id) ?? []).every((tag) => placed.has(tag.id)));
    const group = (free.length > 0 ? free : left).map(({ id }) => id);
    for (const id of group) placed.add(id);
    groups.push(group);
  }
  return groups;
}

/** The tags whose rules depend on this one, through however many others. */
export function dependentsOf(
  tag: Pick<DynamicTag, "id" | "name">,
  tags: readonly DynamicTag[],
): ReadonlySet<TagId> {
  const found = new Set<TagId>();
  const waiting = [tag.name];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop())
    for (const one of tags) {
      if (one.id === tag.id || found.has(one.id) || !tagDependence(one.condition)(name)) continue;
      found.add(one.id);
      waiting.push(one.name);
    }
  return found;
}

/** The tags that these depend on, through however many rules, and these themselves. */
export function withDependencies<
  Tag extends { readonly name: string; readonly condition: AssetQuery | null },
>(wanted: readonly Tag[], all: readonly Tag[]): readonly Tag[] {
  const found = new Set<Tag>();
  const waiting = [...wanted];
  for (let tag = waiting.pop(); tag !== undefined; tag = waiting.pop()) {
    if (found.has(tag)) continue;
    found.add(tag);
    if (tag.condition === null) continue;
    const dependsOn = tagDependence(tag.condition);
    waiting.push(...all.filter(({ name }) => dependsOn(name)));
  }
  return all.filter((tag) => found.has(tag));
}
