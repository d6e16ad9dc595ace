// What a token's value asks for, by the token's type, and what is wrong with it.

import type { AssetQuery, IntegerRange } from "../core/asset-query.ts";
import type { Timestamp } from "../core/clock.ts";
import { dateUnits, isRelative, readDate, type ValueSpan } from "./date-value.ts";
import { joined, noAsset, type RecordKind } from "./logic.ts";
import { nearestNames } from "./nearest.ts";
import { note, type QueryNote, type Span } from "./note.ts";
import type { SyntaxNode } from "./structure.ts";
import type { TokenTarget } from "./tokens.ts";
import { inBackticks, inQuotes } from "./writing.ts";
import { keywordMatch, textMatches, type WrittenText, writtenText } from "./written-text.ts";

/** What is found out about a text while it is read. */
export interface Findings {
  readonly text: string;
  readonly now: Timestamp;
  readonly errors: QueryNote[];
  readonly warnings: QueryNote[];
  dependsOnNow: boolean;
  asksForLifecycle: boolean;
}

export const lifecycleStates = ["active", "retired"] as const;

type SpanTarget = Extract<TokenTarget, { type: "date" | "number" | "changedAt" }>;

function isSpanTarget(target: TokenTarget): target is SpanTarget {
  return target.type === "date" || target.type === "number" || target.type === "changedAt";
}

/** Of which records the target is: all words of a tag's name are of one tag. */
function recordOf(target: TokenTarget): RecordKind {
  if (target.type === "changedField" || target.type === "changedAt") return "change";
  return target.type === "text" && target.field === "tagName" ? "tag" : null;
}

export function emptyText(findings: Findings, written: WrittenText): void {
  const message =
    "There is no letter, digit or symbol to search for. In backticks, a text is compared as it is.";
  const suggestions = written.value === "" ? [] : [inBackticks(written.value)];
  const code = written.value.trim() === "" ? "query.missing_value" : "query.empty_text";
  findings.errors.push(note(code, written, message, suggestions));
}

function textQuery(
  findings: Findings,
  target: Extract<TokenTarget, { type: "text" | "attribute" }>,
  written: WrittenText,
): AssetQuery {
  const matches = textMatches(written);
  if (matches.length === 0) emptyText(findings, written);
  if (matches.length > 1) {
    const message = "Each of these words may stand anywhere. In quotes, they stand next to each other.";
    findings.warnings.push(note("query.loose_value", written, message, [inQuotes(written.value)]));
  }
  if (target.type === "attribute")
    return joined(
      "and",
      matches.map((match) => ({ kind: "attribute", name: target.name, match })),
    );
  const { field } = target;
  return joined(
    "and",
    matches.map((match) => ({ kind: "text", field, match })),
    recordOf(target),
  );
}

function keywordQuery(
  findings: Findings,
  target: Extract<TokenTarget, { type: "id" | "keyword" | "changedField" }>,
  written: WrittenText,
): AssetQuery {
  if (written.value.trim() === "")
    findings.errors.push(note("query.missing_value", written, "There is no value between these quotes."));
  const match = keywordMatch(written);
  switch (target.type) {
    case "id":
      return { kind: "id", field: target.field, match };
    case "keyword":
      return { kind: "keyword", field: target.field, match };
    case "changedField":
      return { kind: "changed", entry: { kind: "field", match } };
  }
}

function booleanQuery(
  findings: Findings,
  { field }: Extract<TokenTarget, { type: "boolean" }>,
  written: WrittenText,
): AssetQuery {
  const value = written.value.toLowerCase();
  if (value === "null") return { kind: "missing", field };
  if (value !== "true" && value !== "false")
    findings.errors.push(
      note("query.wrong_type", written, "This takes true, false or null.", ["true", "false", "null"]),
    );
  return { kind: "boolean", field, value: value === "true" };
}

function lifecycleQuery(findings: Findings, written: WrittenText): AssetQuery {
  const value = written.value.toLowerCase();
  const state = lifecycleStates.find((known) => known === value);
  if (state) return { kind: "lifecycle", state };
  const near = nearestNames(value, lifecycleStates);
  const message = "An asset is active or retired.";
  findings.errors.push(
    note("query.unknown_value", written, message, near.length > 0 ? near : lifecycleStates),
  );
  return noAsset;
}

const dateWords = "a date, as 2026-05-01, 2026-05-01T10:00 or now-30d; all in UTC";

/** The day of the same month that there is. */
function nearestDate(value: string): readonly string[] {
  const [, year, month, day] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(value.trim()) ?? [];
  if (Number(month) < 1 || Number(day) < 1 || day === undefined) return [];
  const fields = { year: Number(year), month: Number(month), day: Number(day) };
  return [Temporal.PlainDate.from(fields, { overflow: "constrain" }).toString()];
}

function dateSpan(findings: Findings, written: WrittenText): ValueSpan | null {
  const reading = readDate(written.value, findings.now);
  findings.dependsOnNow ||= isRelative(written.value);
  if (!("problem" in reading)) return reading;
  const { errors } = findings;
  switch (reading.problem) {
    case "unknown_unit": {
      const message = `There is no unit ${JSON.stringify(reading.unit)}: m is minutes, h hours, d days, w weeks, M months, y years.`;
      const same = dateUnits.filter(
        (unit) => reading.unit === "" || reading.unit.toLowerCase().startsWith(unit.toLowerCase()),
      );
      const start = written.value.slice(0, written.value.length - reading.unit.length).trim();
      errors.push(
        note(
          "query.unknown_unit",
          written,
          message,
          same.map((unit) => start + unit),
        ),
      );
      return null;
    }
    case "too_far":
      errors.push(note("query.malformed_date", written, "This is farther away than the calendar goes."));
      return null;
    case "no_such_date": {
      const message = `There is no such date. This takes ${dateWords}.`;
      errors.push(note("query.malformed_date", written, message, nearestDate(written.value)));
      return null;
    }
    case "no_date": {
      const suggestions = written.value.toLowerCase() === "null" ? ["is null"] : ["now-30d"];
      errors.push(note("query.wrong_type", written, `This takes ${dateWords}.`, suggestions));
      return null;
    }
  }
}

function numberSpan(findings: Findings, written: WrittenText): ValueSpan | null {
  const value = Number(written.value);
  if (/^[+-]?\d+$/.test(written.value.trim()) && Number.isSafeInteger(value))
    return { from: value, before: value + 1 };
  const message = "This takes a whole number from 1 to 5.";
  findings.errors.push(note("query.wrong_type", written, message, ["1", "2", "3", "4", "5"]));
  return null;
}

/** What is more or less than that may be asked; the number itself nothing has. */
function refuseNoSeverity(findings: Findings, written: WrittenText, { from }: ValueSpan): void {
  if (from >= 1 && from <= 5) return;
  const message = "A severity is a whole number from 1 to 5.";
  findings.errors.push(note("query.unknown_value", written, message, [from < 1 ? "1" : "5"]));
}

function spanOf(findings: Findings, target: SpanTarget, written: WrittenText): ValueSpan | null {
  return target.type === "number" ? numberSpan(findings, written) : dateSpan(findings, written);
}

function rangeQuery(target: SpanTarget, range: IntegerRange): AssetQuery {
  switch (target.type) {
    case "date":
      return { kind: "date", field: target.field, range };
    case "number":
      return { kind: "number", field: target.field, range };
    case "changedAt":
      return { kind: "changed", entry: { kind: "at", range } };
  }
}

function comparedRange(operator: string, { from, before }: ValueSpan): IntegerRange {
  switch (operator) {
    case ">":
      return { from: before, before: null };
    case ">=":
      return { from, before: null };
    case "<":
      return { from: null, before: from };
    case "<=":
      return { from: null, before };
    default:
      return { from, before };
  }
}

/** What one text asks for. */
export function textValueQuery(
  findings: Findings,
  target: TokenTarget,
  operator: string,
  written: WrittenText,
): AssetQuery {
  switch (target.type) {
    case "text":
    case "attribute":
      return textQuery(findings, target, written);
    case "id":
    case "keyword":
    case "changedField":
      return keywordQuery(findings, target, written);
    case "boolean":
      return booleanQuery(findings, target, written);
    case "lifecycle":
      return lifecycleQuery(findings, written);
    case "date":
    case "number":
    case "changedAt": {
      const span = spanOf(findings, target, written);
      if (span && target.type === "number" && (operator === ":" || operator === "="))
        refuseNoSeverity(findings, written, span);
      return rangeQuery(target, span ? comparedRange(operator, span) : { from: null, before: null });
    }
  }
}

/** What a list asks for: any of its texts. */
export function listQuery(findings: Findings, target: TokenTarget, list: SyntaxNode): AssetQuery {
  const terms: AssetQuery[] = [];
  let isWaiting = true;
  const missing = (place: Span) =>
    findings.errors.push(note("query.missing_value", place, "There is a value missing in this list."));
  for (const child of list.children) {
    const written = writtenText(child, findings.text);
    if (written) terms.push(textValueQuery(findings, target, ":", written));
    if ((child.name === "," || child.name === "]") && isWaiting) missing(child);
    isWaiting = child.name === "," || child.name === "[";
  }
  return joined("or", terms, recordOf(target));
}

/** What a range asks for: whatever lies between its ends, each with or without itself. */
export function rangeValueQuery(findings: Findings, target: TokenTarget, range: SyntaxNode): AssetQuery {
  if (!isSpanTarget(target)) {
    findings.errors.push(note("query.wrong_type", range, "Only numbers and dates have ranges."));
    return noAsset;
  }
  const dots = range.children.findIndex(({ name }) => name === "Dots");
  const ends = range.children.map((child) => writtenText(child, findings.text));
  const first = ends.slice(0, dots).find((end) => end !== null);
  const last = ends.slice(dots).find((end) => end !== null);
  const start = first && spanOf(findings, target, first);
  const stop = last && spanOf(findings, target, last);
  if (!first && !last)
    findings.errors.push(note("query.missing_value", range, "A range has at least one end."));
  if (start && stop && first && last && start.from > stop.from) {
    const swapped = `${range.children[0]?.name}${last.value} .. ${first.value}${range.children.at(-1)?.name}`;
    findings.errors.push(note("query.swapped_range", range, "The range ends before it begins.", [swapped]));
  }
  const from = range.children[0]?.name === "[" ? start?.from : start?.before;
  const before = range.children.at(-1)?.name === "]" ? stop?.before : stop?.from;
  return rangeQuery(target, { from: from ?? null, before: before ?? null });
}
