// How a value of a query is compared in SQL. Whatever a user wrote is a bound parameter and never a part of the statement.

import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import type { IntegerRange } from "../core/asset-query.ts";
import {
  idSpellings,
  type KeywordMatch,
  lowerAscii,
  type PlainTextMatch,
  searchText,
} from "../core/search-text.ts";
import type { Dialect } from "./migrations/0001-initial.ts";

/** Null where nothing can match. */
export type Condition = RawBuilder<SqlBool>;
type Column = Expression<unknown>;

/** No column has a NUL, and PostgreSQL takes none in a parameter. */
function holdsNul(match: PlainTextMatch | KeywordMatch): boolean {
  if (match.kind === "pattern") return match.pieces.some((piece) => piece.includes("\u0000"));
  return ("value" in match ? match.value : match.text).includes("\u0000");
}

/** Greater than every character that a text in the form of `searchText` has: it is none. */
const lastCharacter = "\u{10ffff}";

const escaped = (piece: string): string => piece.replaceAll(/[\\%_]/g, "\\$&");

function likePieces(column: Column, pieces: readonly string[]): Condition {
  return sql`${column} like ${pieces.map(escaped).join("%")} escape '\\'`;
}

/** An empty text occurs in every other. */
export function hasText(dialect: Dialect, column: Column, text: string): Condition {
  return dialect === "sqlite" ? sql`instr(${column}, ${text}) > 0` : sql`strpos(${column}, ${text}) > 0`;
}

export interface TextColumns {
  /** The value as it is. */
  readonly value: Column;
  /** In the form of `searchText`; an index may be on it. */
  readonly text: Column;
}

/** Null where nothing can match; else the condition is null where the columns are. */
export function matchText(
  dialect: Dialect,
  { value, text }: TextColumns,
  match: PlainTextMatch,
): Condition | null {
  if (holdsNul(match)) return null;
  switch (match.kind) {
    case "contains":
    case "phrase":
      return hasText(dialect, text, match.text);
    case "exact":
      return sql`(${text} = ${searchText(match.value)} and ${value} = ${match.value})`;
    case "pattern": {
      const [first = "", ...rest] = match.pieces;
      const like = likePieces(text, match.pieces);
      if (first.trim() === "" || rest.length === 0) return like;
      return sql`(${text} >= ${first} and ${text} < ${first + lastCharacter} and ${like})`;
    }
  }
}

/** PostgreSQL lowers what its locale says, unless it is told to lower ASCII alone, as SQLite does. */
function lowered(dialect: Dialect, column: Column): Column {
  return dialect === "sqlite" ? sql`lower(${column})` : sql`lower(${column} collate "C")`;
}

/** As `matchText`. */
export function matchKeyword(dialect: Dialect, column: Column, match: KeywordMatch): Condition | null {
  if (holdsNul(match)) return null;
  switch (match.kind) {
    case "exact":
      return sql`${column} = ${match.value}`;
    case "any_case":
      return sql`${lowered(dialect, column)} = ${lowerAscii(match.value)}`;
    case "pattern":
      // SQLite's LIKE takes ASCII letters of either case for the same.
      return likePieces(
        dialect === "sqlite" ? column : lowered(dialect, column),
        match.pieces.map(lowerAscii),
      );
  }
}

/** As `matchKeyword`, of a field that is an id: an index serves the whole value. */
export function matchIdColumn(dialect: Dialect, column: Column, match: KeywordMatch): Condition | null {
  if (match.kind !== "any_case" || holdsNul(match)) return matchKeyword(dialect, column, match);
  const [one, two = one, three = one] = idSpellings(match.value);
  return sql`${column} in (${one}, ${two}, ${three})`;
}

/** A whole number that both databases and JavaScript have. */
function bounded(value: number): number {
  const { MAX_SAFE_INTEGER: most, MIN_SAFE_INTEGER: least } = Number;
  return Math.min(Math.max(Math.trunc(value), least), most);
}

export function isWithin(column: Column, { from, before }: IntegerRange): Condition {
  const least = from === null ? null : sql<SqlBool>`${column} >= cast(${bounded(from)} as bigint)`;
  const below = before === null ? null : sql<SqlBool>`${column} < cast(${bounded(before)} as bigint)`;
  if (least === null) return below ?? sql`${column} is not null`;
  return below === null ? least : sql`(${least} and ${below})`;
}

/** The same number, which SQLite does not look for in an index. PostgreSQL knows how often a value is there. */
export function withoutIndex(dialect: Dialect, column: string): RawBuilder<number> {
  return sql.raw(dialect === "sqlite" ? `+${column}` : column);
}

/** One parameter for all of them, so that the statement is the same for however many. */
export function isOneOf(dialect: Dialect, column: Column, ids: readonly number[]): Condition {
  return dialect === "sqlite"
    ? sql`${column} in (select value from json_each(${JSON.stringify(ids)}))`
    : sql`${column} = any(${ids}::bigint[])`;
}

/** As `isOneOf`, of texts. */
export function isOneOfTexts(dialect: Dialect, column: Column, texts: readonly string[]): Condition {
  return dialect === "sqlite"
    ? sql`${column} in (select value from json_each(${JSON.stringify(texts)}))`
    : sql`${column} = any(${texts}::text[])`;
}

/** Whether some one of the texts occurs in the column. */
export function hasOneOf(dialect: Dialect, column: Column, texts: readonly string[]): Condition {
  return dialect === "sqlite"
    ? sql`exists (select 1 from json_each(${JSON.stringify(texts)}) as wanted where instr(${column}, wanted.value) > 0)`
    : sql`exists (select 1 from unnest(${texts}::text[]) as wanted (value) where strpos(${column}, wanted.value) > 0)`;
}
