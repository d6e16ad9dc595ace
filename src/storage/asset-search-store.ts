// Searches the inventory page by page, in the order of any column.

import { type Kysely, type RawBuilder, sql } from "kysely";
import type {
  AssetNeighbours,
  AssetPosition,
  AssetSearchPage,
  FoundAsset,
  NeighbourSearch,
} from "../core/asset-search.ts";
import { assetId } from "../core/id.ts";
import {
  type ColumnOrder,
  columnOrder,
  compareValues,
  type SortedValue,
  traitsValue,
} from "./asset-order.ts";
import { createFoundAssetReader } from "./found-assets.ts";
import type { Condition } from "./match-sql.ts";
import type { Database } from "./schema.ts";
import { conditionOfTraits, planSearch, readFoundTraits, type SearchPlan } from "./search-plan.ts";

const nothing = sql``;

interface Found {
  readonly id: number;
  readonly value: SortedValue;
}

interface Stretch {
  readonly condition: Condition;
  /**
   * SQLite guesses badly which is quicker: to go along the order and leave out what the condition does not hold for, or to
   * ask the condition first and sort. Either: nobody knows before it is tried. PostgreSQL knows by itself: order.
   */
  readonly goesFirst: "order" | "either" | "condition";
  /** Whether SQLite is to look at every asset where no index has the order. */
  readonly isScanned: boolean;
  readonly isDescending: boolean;
  readonly limit: number;
  /** How many of it are left out at its beginning. */
  readonly offset: number;
}

/** SQLite and PostgreSQL go over what is left out within the index, and read no asset of it. */
const rangeOf = ({ limit, offset }: Stretch): RawBuilder<unknown> =>
  offset === 0 ? sql`limit ${sql.lit(limit)}` : sql`limit ${sql.lit(limit)} offset ${sql.lit(offset)}`;

async function readById(
  db: Kysely<Database>,
  { condition, isDescending, limit, offset }: Stretch,
  afterId: number | null,
  value: SortedValue,
): Promise<readonly Found[]> {
  let query = db.selectFrom("asset").select("asset.id").where(condition);
  if (afterId !== null) query = query.where("asset.id", isDescending ? "<" : ">", afterId);
  const rows = await query
    .orderBy("asset.id", isDescending ? "desc" : "asc")
    .limit(limit)
    .$if(offset > 0, (wide) => wide.offset(offset))
    .execute();
  return rows.map(({ id }) => ({ id, value }));
}

/** Where the stretch goes on, and how it is ordered. */
function orderOf(
  { isDescending }: Stretch,
  { value, isNullable }: ColumnOrder,
  after: AssetPosition | null,
): { readonly where: Condition; readonly direction: RawBuilder<unknown> } {
  const [beyond, direction] = isDescending ? [sql.raw("<"), sql.raw("desc")] : [sql.raw(">"), sql.raw("asc")];
  const hasValue: Condition = isNullable ? sql`${value} is not null` : sql`true`;
  const where: Condition =
    after === null
      ? hasValue
      : sql`${hasValue} and (${value}, asset.id) ${beyond} (${after.value}, ${after.id})`;
  return { where, direction };
}

/** How many assets are looked through for a page before its condition is asked first: that takes a few milliseconds. */
const probed = 4000;

/** The page, where it is among the next few assets of all in the order of an index; null where that does not show it whole. */
async function probeInOrder(
  db: Kysely<Database>,
  stretch: Stretch,
  order: ColumnOrder,
  after: AssetPosition | null,
): Promise<readonly Found[] | null> {
  const { where, direction } = orderOf(stretch, order, after);
  const inOrder = sql`order by ${order.value} ${direction}, asset.id ${direction}`;
  const { rows } = await sql<Found>`
    select asset.id as id, ${order.value} as value from (
      select asset.* from asset where ${where} ${inOrder} limit ${sql.lit(probed)}
    ) as asset where ${stretch.condition} ${inOrder} limit ${sql.lit(stretch.limit)}`.execute(db);
  return rows.length < stretch.limit ? null : rows;
}

async function readByValue(
  db: Kysely<Database>,
  stretch: Stretch,
  order: ColumnOrder,
  after: AssetPosition | null,
): Promise<readonly Found[]> {
  const { condition, goesFirst } = stretch;
  if (goesFirst === "either" && order.isIndexed) {
    const page = await probeInOrder(db, stretch, order, after);
    if (page !== null) return page;
  }
  const { where, direction } = orderOf(stretch, order, after);
  const goesAlong = goesFirst === "order" || !order.isIndexed;
  const sorted = goesAlong ? order.value : sql`${sql.raw("+")}${order.value}`;
  // Every asset is looked at, and SQLite would come from one to the next along an index that is of no use.
  const table = sql.raw(order.isIndexed || !stretch.isScanned ? "asset" : "asset not indexed");
  const { rows } = await sql<Found>`
    select asset.id as id, ${order.value} as value from ${table} ${order.join ?? nothing}
    where ${condition} and ${where}
    order by ${sorted} ${direction}, asset.id ${direction} ${rangeOf(stretch)}`.execute(db);
  return rows;
}

type Range = Pick<Stretch, "limit" | "offset">;

interface Part {
  read(range: Range): Promise<readonly Found[]>;
  count(): Promise<number>;
}

/** What the parts have, one after the other. How many a part has is asked only where it is left out whole. */
async function readInTurn(parts: readonly Part[], { limit, offset }: Range): Promise<readonly Found[]> {
  const found: Found[] = [];
  let leftOut = offset;
  for (const [index, part] of parts.entries()) {
    if (found.length === limit) break;
    const read = await part.read({ limit: limit - found.length, offset: leftOut });
    found.push(...read);
    if (index === parts.length - 1) break;
    leftOut = read.length > 0 || leftOut === 0 ? 0 : Math.max(0, leftOut - (await part.count()));
  }
  return found;
}

async function countAssets(db: Kysely<Database>, condition: Condition): Promise<number> {
  const { rows } = await sql<{ readonly count: number }>`
    select cast(count(*) as bigint) as count from asset where ${condition}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Those without a value come first, or last where the order descends. */
function readInColumnOrder(
  db: Kysely<Database>,
  stretch: Stretch,
  order: ColumnOrder,
  after: AssetPosition | null,
): Promise<readonly Found[]> {
  const isAmongNulls = after !== null && after.value === null;
  const withoutValue: Condition = sql`${stretch.condition} and ${order.value} is null`;
  const nulls: Part = {
    read: (range) =>
      readById(db, { ...stretch, ...range, condition: withoutValue }, isAmongNulls ? after.id : null, null),
    count: () => countAssets(db, withoutValue),
  };
  const valued: Part = {
    read: (range) => readByValue(db, { ...stretch, ...range }, order, isAmongNulls ? null : after),
    count: () => countAssets(db, sql`${stretch.condition} and ${order.value} is not null`),
  };
  if (!order.isNullable) return readInTurn([valued], stretch);
  if (isAmongNulls) return readInTurn(stretch.isDescending ? [nulls] : [nulls, valued], stretch);
  if (after !== null) return readInTurn(stretch.isDescending ? [valued, nulls] : [valued], stretch);
  return readInTurn(stretch.isDescending ? [valued, nulls] : [nulls, valued], stretch);
}

/** One value after the other, each with its assets in the order of ids: only as many as the page needs. */
async function readInTraitsOrder(
  db: Kysely<Database>,
  plan: SearchPlan,
  { sort, after, limit, offset = 0 }: Omit<AssetSearchPage, "condition">,
): Promise<readonly Found[]> {
  const { isDescending } = sort;
  const names = new Map(plan.context.connections.map(({ id, name }) => [id, name]));
  const traits = await readFoundTraits(db, plan);
  const groups = [...Map.groupBy(traits, traitsValue(sort.field, names))].sort(
    ([one], [other]) => compareValues(one, other) * (isDescending ? -1 : 1),
  );
  const found: Found[] = [];
  let leftOut = offset;
  for (const [value, members] of groups) {
    const beyond = after === null ? 1 : compareValues(value, after.value) * (isDescending ? -1 : 1);
    if (beyond < 0) continue;
    const count = members.reduce((sum, member) => sum + member.count, 0);
    if (leftOut >= count) {
      leftOut -= count;
      continue;
    }
    const ids = members.map(({ id }) => id);
    const condition = conditionOfTraits(plan, ids, count);
    const stretch = {
      condition,
      goesFirst: "order" as const,
      isScanned: false,
      isDescending,
      limit: limit - found.length,
      offset: leftOut,
    };
    leftOut = 0;
    found.push(...(await readById(db, stretch, beyond === 0 && after !== null ? after.id : null, value)));
    if (found.length === limit) break;
  }
  return found;
}

/**
 * Far down, nothing is tried: along the order, as many assets are read as stand before the page for each that is found; by the
 * condition, all that it finds are read and sorted.
 */
async function whichGoesFirst(
  db: Kysely<Database>,
  { context, split, isRare, condition, total }: SearchPlan,
  offset: number,
): Promise<Stretch["goesFirst"]> {
  if (context.dialect === "postgres") return "order";
  if (split?.traits && isRare) return "condition";
  if (!split?.asset) return "order";
  if (offset === 0) return "either";
  const found = await countAssets(db, condition);
  return 2 * found * found > offset * total ? "order" : "condition";
}

/** Up to `limit` of what the plan finds, in the order of the page. */
async function readInOrder(
  db: Kysely<Database>,
  plan: SearchPlan,
  page: Omit<AssetSearchPage, "condition">,
  first?: Stretch["goesFirst"],
): Promise<readonly Found[]> {
  const { sort, after, limit, offset = 0 } = page;
  const { dialect } = plan.context;
  const order = columnOrder(sort.field, dialect);
  if (order === null) return readInTraitsOrder(db, plan, page);
  const isScanned = dialect === "sqlite" && !plan.isRare;
  const { condition } = plan;
  const goesFirst = first ?? (await whichGoesFirst(db, plan, offset));
  const stretch = { condition, goesFirst, isScanned, isDescending: sort.isDescending, limit, offset };
  return readInColumnOrder(db, stretch, order, after);
}

export async function searchAssets(
  db: Kysely<Database>,
  page: AssetSearchPage,
): Promise<{ readonly assets: readonly FoundAsset[]; readonly next: AssetPosition | null }> {
  const plan = await planSearch(db, page.condition);
  if (plan.split === null) return { assets: [], next: null };
  // One more than asked for is read, so as to know whether there is a next page.
  const found = await readInOrder(db, plan, { ...page, limit: page.limit + 1 });
  const shown = found.slice(0, page.limit);
  const assets = await createFoundAssetReader(db, plan.context).read(shown.map(({ id }) => id));
  const last = found.length > page.limit ? shown.at(-1) : undefined;
  return { assets, next: last === undefined ? null : { value: last.value, id: last.id } };
}

/** Where an asset stands in the order; null where the search does not find it. */
async function findPosition(
  db: Kysely<Database>,
  plan: SearchPlan,
  { sort, assetId: id }: NeighbourSearch,
): Promise<AssetPosition | null> {
  if (plan.split === null) return null;
  const isIt: Condition = sql`asset.id = cast(${id} as bigint)`;
  const asset: Condition = plan.split.asset ? sql`${isIt} and ${plan.split.asset}` : isIt;
  const condition: Condition = sql`${isIt} and ${plan.condition}`;
  const alone = { ...plan, split: { ...plan.split, asset }, condition, isRare: true };
  const goesFirst = plan.context.dialect === "postgres" ? "order" : "condition";
  const [found] = await readInOrder(db, alone, { sort, after: null, limit: 1 }, goesFirst);
  return found ?? null;
}

export async function readNeighbours(
  db: Kysely<Database>,
  search: NeighbourSearch,
): Promise<AssetNeighbours> {
  const plan = await planSearch(db, search.condition);
  const after = await findPosition(db, plan, search);
  if (after === null) return { previous: null, next: null };
  const { field, isDescending } = search.sort;
  const beside = async (descends: boolean) => {
    const page = { sort: { field, isDescending: descends }, after, limit: 1 };
    const [found] = await readInOrder(db, plan, page);
    if (found === undefined) return null;
    const row = await db.selectFrom("asset").select("name").where("id", "=", found.id).executeTakeFirst();
    return row === undefined ? null : { id: assetId(found.id), name: row.name };
  };
  // The order read backwards is the opposite one.
  const [previous, next] = await Promise.all([beside(!isDescending), beside(isDescending)]);
  return { previous, next };
}
