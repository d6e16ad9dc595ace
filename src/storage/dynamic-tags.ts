// Dynamic tags: their rules understood, and the tags put on and taken off as the rules say.

import { type Kysely, sql } from "kysely";
import type { AssetQuery, NullableField, UnderstoodQuery } from "../core/asset-query.ts";
import type { Timestamp } from "../core/clock.ts";
import { RollcallError } from "../core/error.ts";
import { type AssetId, assetId, type TagId, tagId } from "../core/id.ts";
import type { TaskStep } from "../core/inventory-task.ts";
import { asksFor, type DynamicTag, dependentsOf, ruleGroups, tagDependence } from "../core/tag-rules.ts";
import type { AssetSpan, ChangingTag } from "../core/tag-storage.ts";
import { chunked } from "./chunked.ts";
import { type QueryContext, readQueryContext } from "./query-context.ts";
import { conditionSql, traitsConditionSql } from "./query-to-sql.ts";
import type { Database } from "./schema.ts";
import { hasTag, toggleTag } from "./tag-toggle.ts";
import { createTask } from "./task-store.ts";
import { moveAssets, readTagSets, tagIdsOf, toTagSet } from "./traits-store.ts";

interface RuleRow {
  readonly id: number;
  readonly name: string;
  readonly rule: string;
}

/** Loaded with the first rule or query: a pull into an inventory without dynamic tags needs no parser. */
const loadLanguage = () => import("../query/understand.ts");
type UnderstandQuery = Awaited<ReturnType<typeof loadLanguage>>["understandQuery"];

/** What a rule or a query asks for; throws an error of the code that tells where it is wrong. */
export async function understand(text: string, now: Timestamp, refusal: string): Promise<UnderstoodQuery> {
  const { understandQuery } = await loadLanguage();
  const understood = understandQuery(text, { now });
  if (understood.kind === "understood") return understood.query;
  const [first] = understood.errors;
  throw new RollcallError(refusal, `At ${(first?.from ?? 0) + 1}: ${first?.message ?? "It is refused."}`);
}

/** Rules are judged with each page of devices: what was understood of a text that means the same at any time is kept. */
const understoodRules = new Map<string, UnderstoodQuery | null>();
const mostKept = 1000;

/** Null where this release does not understand the rule: its tag stays where it is. */
function understandRule(
  understandQuery: UnderstandQuery,
  rule: string,
  now: Timestamp,
): UnderstoodQuery | null {
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
async function toDynamicTags(rows: readonly RuleRow[], now: Timestamp): Promise<readonly DynamicTag[]> {
  if (rows.length === 0) return [];
  const { understandQuery } = await loadLanguage();
  return rows.flatMap(({ id, name, rule }) => {
    const query = understandRule(understandQuery, rule, now);
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

async function inOrder(
  rows: readonly RuleRow[],
  now: Timestamp,
): Promise<readonly (readonly DynamicTag[])[]> {
  const tags = await toDynamicTags(rows, now);
  const key = JSON.stringify(rows);
  if (orderOfRules.key !== key) orderOfRules = { key, groups: ruleGroups(tags) };
  const byId = new Map(tags.map((tag) => [tag.id, tag]));
  return orderOfRules.groups.map((group) => group.flatMap((id) => byId.get(id) ?? []));
}

/**
 * Those of the assets that the condition holds for. It is asked for each rule of each page, so that the ids are one parameter, and
 * SQLite is told to begin with them: no other index is as short.
 */
export async function findAmong(
  db: Kysely<Database>,
  condition: AssetQuery,
  context: QueryContext,
  ids: readonly AssetId[],
): Promise<readonly AssetId[]> {
  const holds = conditionSql(condition, context);
  const found =
    context.dialect === "postgres"
      ? sql<{ id: number }>`select asset.id from asset where asset.id = any(${ids}::bigint[]) and ${holds}`
      : sql<{ id: number }>`
          select asset.id from json_each(${JSON.stringify(ids)}) as wanted
          cross join asset on asset.id = wanted.value where ${holds}`;
  const { rows } = await found.execute(db);
  return rows.map(({ id }) => assetId(id));
}

/** Judges tags that do not depend on one another; answers the assets that have others by it. */
async function judge(
  db: Kysely<Database>,
  tags: readonly DynamicTag[],
  context: QueryContext,
  ids: readonly AssetId[],
): Promise<readonly AssetId[]> {
  if (tags.length === 0) return [];
  const moved: AssetId[] = [];
  for (const some of chunked(ids)) {
    const wanted = new Map<AssetId, TagId[]>();
    for (const { id, condition } of tags)
      for (const asset of await findAmong(db, condition, context, some))
        wanted.set(asset, [...(wanted.get(asset) ?? []), id]);
    const judged = new Set<number>(tags.map(({ id }) => id));
    const change = (tagSet: string, asset: AssetId): string => {
      const others = tagIdsOf(tagSet).filter((tag) => !judged.has(tag));
      return toTagSet([...others, ...(wanted.get(asset) ?? [])]);
    };
    // Most stay as they are, and to move an asset costs more than to look at it.
    const before = await readTagSets(db, some);
    const movers = [...before].flatMap(([asset, tagSet]) =>
      change(tagSet, asset) === tagSet ? [] : [asset],
    );
    await moveAssets(db, movers, (traits, asset) => ({
      ...traits,
      tag_set: change(traits.tag_set, asset),
    }));
    moved.push(...movers);
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
  for (const group of await inOrder(rows, at)) await judge(db, group, context, ids);
}

/** As `judgeAssets`, where nothing of the assets has changed but that they have or lack the tag. */
export async function judgeDependents(
  db: Kysely<Database>,
  tag: Pick<DynamicTag, "id" | "name">,
  ids: readonly AssetId[],
  at: Timestamp,
): Promise<void> {
  if (ids.length === 0) return;
  const groups = await inOrder(await readRules(db), at);
  const dependents = dependentsOf(tag, groups.flat());
  if (dependents.size === 0) return;
  const context = await readQueryContext(db);
  for (const group of groups)
    await judge(
      db,
      group.filter((one) => dependents.has(one.id)),
      context,
      ids,
    );
}

/** Whether rules depend on the tag, and therefore have to be judged on each asset that gets or loses it. */
export async function isAskedFor(
  db: Kysely<Database>,
  tag: Pick<DynamicTag, "id" | "name">,
  at: Timestamp,
): Promise<boolean> {
  const tags = await toDynamicTags(await readRules(db), at);
  return tags.some(({ condition }) => tagDependence(condition)(tag.name));
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
  const { condition } = await understand(row.rule, at, "tag.rule_refused");
  const context = await readQueryContext(db);
  const holds = traitsConditionSql(condition, context);
  if (holds !== null && !(await isAskedFor(db, { id, name: row.name }, at))) {
    const step = await toggleTag(db, id, sql`${holds} <> (${hasTag(db, id)})`);
    return { afterAssetId: step.isDone ? null : span.after, changed: step.changed };
  }
  const { ids, next } = await nextAssets(db, span);
  const moved = await judge(db, [{ id, name: row.name, condition }], context, ids);
  await judgeDependents(db, { id, name: row.name }, moved, at);
  return { afterAssetId: next, changed: moved.length };
}

/** Tags whose rules hold for other assets as time passes, or when a completed run has seen assets again. */
export async function readChangingTags(db: Kysely<Database>, at: Timestamp): Promise<readonly ChangingTag[]> {
  const rows = await readRules(db);
  if (rows.length === 0) return [];
  const { understandQuery } = await loadLanguage();
  return rows.flatMap(({ id, rule }) => {
    const query = understandRule(understandQuery, rule, at);
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
