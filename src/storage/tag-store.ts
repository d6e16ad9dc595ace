// Reads and writes tags: what a person makes of them, and what else has to follow from it.

import { type Kysely, type Selectable, sql } from "kysely";
import type { Timestamp } from "../core/clock.ts";
import { RollcallError } from "../core/error.ts";
import { type InventoryTaskId, type TagId, tagId } from "../core/id.ts";
import type { Criticality, Tag, TagProfile } from "../core/tag.ts";
import { findRuleLoop, tagDependence, tagNaming } from "../core/tag-rules.ts";
import type { TagPage } from "../core/tag-storage.ts";
import { nameKey } from "./connection-row.ts";
import { readDynamicTags, understand } from "./dynamic-tags.ts";
import { tagNames } from "./json-columns.ts";
import type { Database, TagTable } from "./schema.ts";
import { createTask, readTagTasks } from "./task-store.ts";
import { noTags, renewCriticality, tagIdsOf } from "./traits-store.ts";
import { isRefusedBy, tagByName } from "./unique-refusal.ts";

/** How many active assets each tag is on. */
async function countActive(db: Kysely<Database>): Promise<ReadonlyMap<number, number>> {
  const rows = await db
    .selectFrom("traits")
    .select(["tag_set", sql<number>`cast(sum(asset_count) as bigint)`.as("count")])
    .where("is_retired", "=", 0)
    .where("tag_set", "!=", noTags)
    .groupBy("tag_set")
    .execute();
  const counts = new Map<number, number>();
  for (const { tag_set: tagSet, count } of rows)
    for (const id of tagIdsOf(tagSet)) counts.set(id, (counts.get(id) ?? 0) + count);
  return counts;
}

function toTag(
  row: Selectable<TagTable>,
  activeAssets: ReadonlyMap<number, number>,
  tasks: ReadonlyMap<TagId, InventoryTaskId>,
): Tag {
  const { name, colour, description, rule, version } = row;
  const id = tagId(row.id);
  return {
    ...{ id, name, colour, description, rule, version },
    activeAssets: activeAssets.get(id) ?? 0,
    taskId: tasks.get(id) ?? null,
    criticality: row.criticality as Criticality,
    createdAt: row.created_at,
  };
}

export async function readTag(db: Kysely<Database>, id: TagId): Promise<Tag> {
  const row = await db.selectFrom("tag").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw new RollcallError("tag.not_found", `There is no tag ${id}.`);
  return toTag(row, await countActive(db), await readTagTasks(db));
}

export async function readTags(db: Kysely<Database>, { after, limit }: TagPage): Promise<readonly Tag[]> {
  const rows = await db
    .selectFrom("tag")
    .selectAll()
    .where("id", ">", after)
    .orderBy("id")
    .limit(limit)
    .execute();
  if (rows.length === 0) return [];
  const [counts, tasks] = [await countActive(db), await readTagTasks(db)];
  return rows.map((row) => toTag(row, counts, tasks));
}

export async function findUnknownTags(
  db: Kysely<Database>,
  names: readonly string[],
): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const rows = await db.selectFrom("tag").select("name").where("name", "in", names).execute();
  const known = new Set(rows.map(({ name }) => name));
  return names.filter((name) => !known.has(name));
}

/** Translates the refusal of the unique index: to look first would not hold on another machine. */
async function writeNamed<Result>(name: string | undefined, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (cause) {
    if (name === undefined || !isRefusedBy(cause, tagByName)) throw cause;
    throw new RollcallError("tag.name_taken", `Another tag has the name ${JSON.stringify(name)}.`, { cause });
  }
}

const quoted = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(", ");

async function refuseLoop(db: Kysely<Database>, at: Timestamp): Promise<void> {
  const loop = findRuleLoop(await readDynamicTags(db, at));
  if (loop === null) return;
  const message =
    loop.length === 1
      ? `The rule of the tag ${quoted(loop)} asks for the tag itself.`
      : `The rules of the tags ${quoted(loop)} would each ask for the next, and the last for the first.`;
  throw new RollcallError("tag.rule_loop", message);
}

/** Tags whose rules hold for other assets when the tag of this name comes, goes or is called otherwise are judged anew. */
async function judgeNamers(
  db: Kysely<Database>,
  id: TagId,
  names: readonly string[],
  at: Timestamp,
): Promise<void> {
  for (const tag of await readDynamicTags(db, at)) {
    const dependsOn = tagDependence(tag.condition);
    if (tag.id !== id && names.some(dependsOn))
      await createTask(db, { kind: "judge_tag", tagId: tag.id }, at);
  }
}

export async function createTag(db: Kysely<Database>, profile: TagProfile, at: Timestamp): Promise<TagId> {
  const { name, rule } = profile;
  if (rule !== null) await understand(rule, at, "tag.rule_refused");
  const insert = db
    .insertInto("tag")
    .values({ ...profile, name_key: nameKey(name), version: 1, created_at: at })
    .returning("id");
  const row = await writeNamed(name, () => insert.executeTakeFirstOrThrow());
  const id = tagId(row.id);
  await refuseLoop(db, at);
  if (rule !== null) await createTask(db, { kind: "judge_tag", tagId: id }, at);
  return id;
}

interface UsedBy {
  readonly connections: readonly string[];
  readonly tags: readonly string[];
}

function refuseUsed(name: string, { connections, tags }: UsedBy): void {
  if (connections.length === 0 && tags.length === 0) return;
  const users = [
    ...(connections.length > 0 ? [`the scope of the connections ${quoted(connections)}`] : []),
    ...(tags.length > 0 ? [`the rules of the tags ${quoted(tags)}`] : []),
  ];
  throw new RollcallError(
    "tag.in_use",
    `The tag ${JSON.stringify(name)} is named by ${users.join(" and by ")}: change them first.`,
  );
}

/** The names of other tags whose rules name this one, and would not under its new name. */
async function rulesNaming(
  db: Kysely<Database>,
  { id, name }: { readonly id: number; readonly name: string },
  newName: string | null,
  at: Timestamp,
): Promise<readonly string[]> {
  const tags = await readDynamicTags(db, at);
  return tags.flatMap((tag) => {
    if (tag.id === id) return [];
    const names = tagNaming(tag.condition);
    return names(name) && (newName === null || !names(newName)) ? [tag.name] : [];
  });
}

async function connectionsNaming(db: Kysely<Database>, name: string) {
  const rows = await db
    .selectFrom("connection")
    .select(["id", "name", "tags"])
    .where("removed_at", "is", null)
    .where("tags", "!=", "[]")
    .orderBy("id")
    .execute();
  return rows
    .map((row) => ({ ...row, tags: tagNames.parse(JSON.parse(row.tags)) }))
    .filter(({ tags }) => tags.includes(name));
}

async function renameInConnections(db: Kysely<Database>, name: string, newName: string): Promise<void> {
  for (const { id, tags } of await connectionsNaming(db, name)) {
    const renamed = JSON.stringify(tags.map((tag) => (tag === name ? newName : tag)));
    await db
      .updateTable("connection")
      .set({ tags: renamed, version: sql`version + 1` })
      .where("id", "=", id)
      .execute();
  }
}

/** What follows from a change, once it is written. */
async function follow(
  db: Kysely<Database>,
  before: Selectable<TagTable>,
  change: Partial<TagProfile>,
  at: Timestamp,
): Promise<void> {
  const { name = before.name, rule = before.rule, criticality = before.criticality } = change;
  const id = tagId(before.id);
  if (name !== before.name) {
    refuseUsed(before.name, { connections: [], tags: await rulesNaming(db, before, name, at) });
    await renameInConnections(db, before.name, name);
  }
  if (name !== before.name || rule !== before.rule) await refuseLoop(db, at);
  if (criticality !== before.criticality) await renewCriticality(db, id);
  if (rule !== null && rule !== before.rule) await createTask(db, { kind: "judge_tag", tagId: id }, at);
  if (name !== before.name) await judgeNamers(db, id, [before.name, name], at);
}

export async function changeTag(
  db: Kysely<Database>,
  id: TagId,
  version: number,
  change: Partial<TagProfile>,
  at: Timestamp,
): Promise<void> {
  const before = await db.selectFrom("tag").selectAll().where("id", "=", id).executeTakeFirst();
  if (before === undefined) throw new RollcallError("tag.not_found", `There is no tag ${id}.`);
  if (before.version !== version) {
    const message = `Somebody else has changed the tag ${id} meanwhile: read it again.`;
    throw new RollcallError("tag.changed_meanwhile", message);
  }
  const { name, rule } = change;
  if (rule !== undefined && rule !== null) await understand(rule, at, "tag.rule_refused");
  const update = db
    .updateTable("tag")
    .set({ ...change, ...(name !== undefined && { name_key: nameKey(name) }), version: version + 1 })
    .where("id", "=", id);
  await writeNamed(name, () => update.execute());
  await follow(db, before, change, at);
}

export async function removeTag(db: Kysely<Database>, id: TagId, at: Timestamp): Promise<InventoryTaskId> {
  const { name } = await readTag(db, id);
  const connections = (await connectionsNaming(db, name)).map((connection) => connection.name);
  refuseUsed(name, { connections, tags: await rulesNaming(db, { id, name }, null, at) });
  await db.deleteFrom("tag").where("id", "=", id).execute();
  await renewCriticality(db, id);
  await judgeNamers(db, id, [name], at);
  return createTask(db, { kind: "forget_tag", tagId: id }, at);
}
