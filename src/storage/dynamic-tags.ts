// Dynamic tags: their rules understood, and the tags put on and taken off as the rules say.

import { type Kysely, type SqlBool, sql } from "kysely";
import type { AssetQuery, NullableField, UnderstoodQuery } from "../core/asset-query.ts";
import type { Timestamp } from "../core/clock.ts";
import { RollcallError } from "../core/error.ts";
import { type AssetId, assetId, type TagId, tagId } from "../core/id.ts";
import type { TaskStep } from "../core/inventory-task.ts";
import { asksFor, type DynamicTag, ruleGroups } from "../core/tag-rules.ts";
import type { AssetSpan, ChangingTag } from "../core/tag-storage.ts";
import { understandQuery } from "../query/understand.ts";
import { chunked } from "./chunked.ts";
import { type QueryContext, readQueryContext } from "./query-context.ts";
import { conditionSql } from "./query-to-sql.ts";
import type { Database } from "./schema.ts";
import { createTask } from "./task-store.ts";
import { moveAssets, tagIdsOf, toTagSet } from "./traits-store.ts";

interface RuleRow {
  readonly id: number;
  readonly name: string;
  readonly rule: string;
}

/** What a rule or a query asks for; throws an error of the code that tells where it is wrong. */
export function understand(text: string, now: Timestamp, refusal: string): UnderstoodQuery {
  const understood = understandQuery(text, { now });
  if (understood.kind === "understood") return understood.query;
  const [first] = understood.errors;
  throw new RollcallError(refusal, `At ${(first?.from ?? 0) + 1}: ${first?.message ?? "It is refused."}`);
}

/** Rules are judged with each page of devices: what was understood of a text that means the same at any time is kept. */
const understoodRules = new Map<string, UnderstoodQuery | null>();
const mostKept = 1000;

/** Null where this release does not understand the rule: its tag stays where it is. */
function understandRule(rule: string, now: Timestamp): UnderstoodQuery | null {
  const kept = understoodRules.get(rule);
  if (kept !== undefined) return kept;
  const result = understandQuery(rule, { now });
  const query = result.kind === "understood" ? result.query : null;
  if (query?.dependsOnNow === true) return query;
  if (understoodRules.size >= mostKept) understoodRules.clear();
  understoodRules.set(rule, query);
  return query;
}

async function readRules(db: Kysely<Database>): Promise<readonly RuleRow[]> {
  const rows = await db
    .selectFrom("tag")
    .select(["id", "name", "rule"])
    .where("rule", "is not", null)
    .execute();
  return rows.map(({ id, name, rule }) => ({ id, name, rule: rule ?? "" }));
}

/** Those whose rules are understood. */
function toDynamicTags(rows: readonly RuleRow[], now: Timestamp): readonly DynamicTag[] {
  return rows.flatMap(({ id, name, rule }) => {
    const query = understandRule(rule, now);
    return query === null ? [] : [{ id: tagId(id), name, condition: query.condition }];
  });
}

export async function readDynamicTags(db: Kysely<Database>, now: Timestamp): Promise<readonly DynamicTag[]> {
  return toDynamicTags(await readRules(db), now);
}

/** Which rules name which tags does not depend on the time: the same rules have the same order. */
let orderOfRules: { readonly key: string; readonly groups: readonly (readonly TagId[])[] } = {
  key: "",
  groups: [],
};

function inOrder(rows: readonly RuleRow[], now: Timestamp): readonly (readonly DynamicTag[])[] {
  const tags = toDynamicTags(rows, now);
  const key = JSON.stringify(rows);
  if (orderOfRules.key !== key) orderOfRules = { key, groups: ruleGroups(tags) };
  const byId = new Map(tags.map((tag) => [tag.id, tag]));
  return orderOfRules.groups.map((group) => group.flatMap((id) => byId.get(id) ?? []));
}

async function holders(
  db: Kysely<Database>,
  condition: AssetQuery,
  context: QueryContext,
  ids: readonly AssetId[],
): Promise<readonly number[]> {
  const rows = await db
    .selectFrom("asset")
    .select("asset.id")
    .where("asset.id", "in", ids)
    .where(sql<SqlBool>`${conditionSql(condition, context)}`)
    .execute();
  return rows.map(({ id }) => id);
}

/** Judges tags that do not depend on one another; answers the assets that have others by it. */
async function judge(
  db: Kysely<Database>,
  tags: readonly DynamicTag[],
  context: QueryContext,
  ids: readonly AssetId[],
): Promise<readonly AssetId[]> {
  const moved: AssetId[] = [];
  for (const some of chunked(ids)) {
    const found = new Map<TagId, ReadonlySet<number>>();
    for (const { id, condition } of tags) found.set(id, new Set(await holders(db, condition, context, some)));
    await moveAssets(db, some, (traits, asset) => {
      const before = tagIdsOf(traits.tag_set);
      const others = before.filter((tag) => !found.has(tagId(tag)));
      const held = [...found].flatMap(([tag, assets]) => (assets.has(asset) ? [tag] : []));
      const tagSet = toTagSet([...others, ...held]);
      if (tagSet !== traits.tag_set) moved.push(asset);
      return { ...traits, tag_set: tagSet };
    });
  }
  return moved;
}

/**
 * Puts every dynamic tag on those of the assets that its rule holds for, and takes it off the others. Whoever changes anything of
 * assets calls it in the same transaction.
 */
export async function judgeAssets(
  db: Kysely<Database>,
  ids: readonly AssetId[],
  at: Timestamp,
): Promise<void> {
  if (ids.length === 0) return;
  const rows = await readRules(db);
  if (rows.length === 0) return;
  const context = await readQueryContext(db);
  for (const group of inOrder(rows, at)) await judge(db, group, context, ids);
}

const assetsAtOnce = 2000;

/** The ids of the next assets of a span, and where the following step goes on; null where this is the last. */
export async function nextAssets(
  db: Kysely<Database>,
  { after, through }: AssetSpan,
): Promise<{ readonly ids: readonly AssetId[]; readonly next: number | null }> {
  const rows = await db
    .selectFrom("asset")
    .select("id")
    .where("id", ">", after)
    .where("id", "<=", through)
    .orderBy("id")
    .limit(assetsAtOnce)
    .execute();
  const ids = rows.map(({ id }) => assetId(id));
  return { ids, next: ids.length < assetsAtOnce ? null : (ids.at(-1) ?? null) };
}

const done: TaskStep = { afterAssetId: null, changed: 0 };

/** Judges one tag on the next assets, and on those that it moves every tag that may depend on it. */
export async function judgeTag(
  db: Kysely<Database>,
  id: TagId,
  span: AssetSpan,
  at: Timestamp,
): Promise<TaskStep> {
  const row = await db.selectFrom("tag").select(["name", "rule"]).where("id", "=", id).executeTakeFirst();
  if (row === undefined || row.rule === null) return done;
  const { condition } = understand(row.rule, at, "tag.rule_refused");
  const { ids, next } = await nextAssets(db, span);
  const moved = await judge(db, [{ id, name: row.name, condition }], await readQueryContext(db), ids);
  await judgeAssets(db, moved, at);
  return { afterAssetId: next, changed: moved.length };
}

/** Tags whose rules hold for other assets as time passes, or when a completed run has seen assets again. */
export async function readChangingTags(db: Kysely<Database>, at: Timestamp): Promise<readonly ChangingTag[]> {
  return (await readRules(db)).flatMap(({ id, rule }) => {
    const query = understandRule(rule, at);
    if (query === null) return [];
    const isAboutSeeing = asksFor(query.condition, "lastSeenAt");
    if (!isAboutSeeing && !query.dependsOnNow) return [];
    return [{ id: tagId(id), with: isAboutSeeing ? "last_seen" : "time" }];
  });
}

/** Whatever many assets have of a field is another one at once: rules that ask for it are judged anew. */
export async function judgeAskingFor(
  db: Kysely<Database>,
  field: NullableField,
  at: Timestamp,
): Promise<void> {
  for (const { id, condition } of await readDynamicTags(db, at))
    if (asksFor(condition, field)) await createTask(db, { kind: "judge_tag", tagId: id }, at);
}
