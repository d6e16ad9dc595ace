// Shows what is said about a text that is no query, where, and what is suggested.

import { expect, test } from "vitest";
import type { QueryNoteCode } from "./note.ts";
import { understandQuery } from "./understand.ts";

const now = Date.UTC(2026, 4, 31, 12);

/** Each error as its code, the text that it marks, and its suggestions. */
function errorsOf(text: string) {
  const reading = understandQuery(text, { now });
  const errors = reading.kind === "refused" ? reading.errors : [];
  return errors.map(({ code, from, to, suggestions }) => [code, text.slice(from, to), suggestions]);
}

test.each<readonly [text: string, code: QueryNoteCode, marked: string, suggestions: readonly string[]]>([
  ["nmae: x", "query.unknown_token", "nmae", ["name", "asset.name", "operatingSystem.name"]],
  ["trusttype: AzureAd", "query.unknown_token", "trusttype", ["entra.trustType"]],
  ["name: x and entra.isComplaint: true", "query.unknown_token", "entra.isComplaint", ["entra.isCompliant"]],
  ["xyzzy > 3", "query.unknown_token", "xyzzy", []],
  ["attribute.: x", "query.unknown_token", "attribute.", ["attribute"]],
  ["inventory:(sorce: x)", "query.unknown_child", "sorce", ["source"]],
  ["changed:(name: x)", "query.unknown_child", "name", ["field", "at"]],
  ["entra.isCompliant: yes", "query.wrong_type", "yes", ["true", "false", "null"]],
  ["entra.lastSignIn: yesterday", "query.wrong_type", "yesterday", ["now-30d"]],
  ["entra.lastSignIn: null", "query.wrong_type", "null", ["is null"]],
  ["risk.severity >= high", "query.wrong_type", "high", ["1", "2", "3", "4", "5"]],
  ["risk.severity: 2.5", "query.wrong_type", "2.5", ["1", "2", "3", "4", "5"]],
  ["name: [a .. b]", "query.wrong_type", "[a .. b]", []],
  ["lifecycle.state: activ", "query.unknown_value", "activ", ["active"]],
  ["lifecycle.state: gone", "query.unknown_value", "gone", ["active", "retired"]],
  ["(name: x", "query.unclosed_parenthesis", "(", [")"]],
  ["inventory:(source: x", "query.unclosed_parenthesis", "(", [")"]],
  ["inventory:(source", "query.unclosed_parenthesis", "(", [")"]],
  ["name: [a, b", "query.unclosed_bracket", "[", ["]"]],
  ["risk.severity: [1 .. 3", "query.unclosed_bracket", "[", ["]"]],
  ['name: "lab', "query.unclosed_quote", '"lab', ['"']],
  ["name: 'lab\nand tags.name: x", "query.unclosed_quote", "'lab", ["'"]],
  ["name: `", "query.unclosed_quote", "`", ["`"]],
  ["tags: Lab", "query.group_without_parentheses", "tags: Lab", ["tags.name"]],
  [
    "changed > now-1d",
    "query.group_without_parentheses",
    "changed > now-1d",
    ["changed.field", "changed.at"],
  ],
  ["risk is null", "query.group_without_parentheses", "risk is null", ["risk.severity"]],
  ["name: (a or b)", "query.not_a_group", "(a or b)", []],
  ["inventory > (source: x)", "query.operator_not_taken", ">", [":"]],
  ["inventory:(Microsoft)", "query.bare_text_in_group", "Microsoft", []],
  ["name:", "query.missing_value", ":", []],
  ["name: and tags.name: x", "query.missing_value", ":", []],
  ["name: [a,, b]", "query.missing_value", ",", []],
  ["name: []", "query.missing_value", "]", []],
  ["name: ''", "query.missing_value", "''", []],
  ["entra.trustType: ``", "query.missing_value", "``", []],
  ["risk.severity: [..]", "query.missing_value", "[..]", []],
  ['name: "-"', "query.empty_text", '"-"', ["`-`"]],
  ["--", "query.empty_text", "--", ["`--`"]],
  ["name = x", "query.operator_not_taken", "=", [":"]],
  ["entra.isCompliant > true", "query.operator_not_taken", ">", [":"]],
  ["risk.severity > [1, 2]", "query.operator_not_taken", ">", [":"]],
  [
    "firstSeen: [2026-03-31 .. 2026-01-01]",
    "query.swapped_range",
    "[2026-03-31 .. 2026-01-01]",
    ["[2026-01-01 .. 2026-03-31]"],
  ],
  ["risk.severity: (5..1]", "query.swapped_range", "(5..1]", ["(1 .. 5]"]],
  ["firstSeen: 2026-02-30", "query.malformed_date", "2026-02-30", ["2026-02-28"]],
  ["firstSeen: 2026-2-3", "query.malformed_date", "2026-2-3", ["2026-02-03"]],
  ["firstSeen: 2026-13-01T10:00", "query.malformed_date", "2026-13-01T10:00", []],
  ["firstSeen: 2026-01-01T25:00", "query.malformed_date", "2026-01-01T25:00", []],
  ["firstSeen > now-999999y", "query.malformed_date", "now-999999y", []],
  ["firstSeen > now-3D", "query.unknown_unit", "now-3D", ["now-3d"]],
  ["firstSeen > now-3months", "query.unknown_unit", "now-3months", ["now-3m", "now-3M"]],
  ["firstSeen > now-3x", "query.unknown_unit", "now-3x", []],
  ["name: x]", "query.stray_text", "]", []],
  ["name: x, y", "query.stray_text", ",", []],
  ["name:,x, y]", "query.stray_text", ",x, y]", []],
  ["[a, b]", "query.stray_text", "[", []],
  [": x", "query.stray_text", ":", []],
  ["name: x\0", "query.stray_text", "\0", []],
  ['name: "\ud800"', "query.stray_text", "\ud800", []],
  ["name: x and", "query.missing_condition", "and", []],
  ["or name: x", "query.missing_condition", "or", []],
  ["not", "query.missing_condition", "not", []],
  ["name: x and ()", "query.missing_condition", "()", []],
  ["name: x tags.name: y", "query.missing_operator", " ", ["and", "or"]],
  ["name: x not tags.name: y", "query.missing_operator", " ", ["and", "or"]],
])("[QL18] %j is refused as %s at %j", (text, code, marked, suggestions) => {
  expect(errorsOf(text)).toContainEqual([code, marked, suggestions]);
});

test.each([
  ["name: aa:bb", "aa:bb", '"aa:bb"'],
  ["name: lab aa:bb:cc", "lab aa:bb:cc", '"lab aa:bb:cc"'],
  ["name: https://example.com and tags.name: x", "https://example.com", '"https://example.com"'],
  ["aa:bb:cc", "aa:bb:cc", '"aa:bb:cc"'],
  ["name: a=b", "a=b", '"a=b"'],
])("[QL20] a text with a colon is told to need quotes: %s", (text, marked, quoted) => {
  expect(errorsOf(text)).toEqual([["query.colon_in_value", marked, [quoted]]]);
  expect(understandQuery(text.replace(marked, quoted), { now }).kind).toBe("understood");
});

test("[QL19] all errors are told, in the order of the text, each by a message", () => {
  const text =
    'nmae: x and (risk.severity: high or firstSeen > now-3q) and lifecycle.state: ] or tags.name: "a';
  const reading = understandQuery(text, { now });
  const errors = reading.kind === "refused" ? reading.errors : [];
  expect(errors.map(({ code }) => code)).toEqual([
    "query.unknown_token",
    "query.wrong_type",
    "query.unknown_unit",
    "query.missing_value",
    "query.stray_text",
    "query.unclosed_quote",
  ]);
  for (const { message, from, to } of errors) {
    expect(message).toMatch(/^[A-Z"].+[.]$/);
    expect(to).toBeGreaterThan(from);
  }
});

test.each([
  ["name: lab pc", "lab pc", '"lab pc"'],
  ["tags:(name: new york)", "new york", '"new york"'],
  ["name: research and development", "research and development", '"research and development"'],
  ["attribute.model: Surface or Pro", "Surface or Pro", '"Surface or Pro"'],
])("[QL21] what looks as if quotes were forgotten is a warning: %s", (text, marked, quoted) => {
  const reading = understandQuery(text, { now });
  expect(reading.kind).toBe("understood");
  expect(
    reading.warnings.map(({ code, from, to, suggestions }) => [code, text.slice(from, to), suggestions]),
  ).toEqual([["query.loose_value", marked, [quoted]]]);
});

test("[QL21] what needs no quotes gives no warning", () => {
  for (const text of [
    "name: lab",
    'name: "lab pc"',
    "lab pc",
    "entra.trustType: Azure Ad",
    "name: a and b: c",
  ])
    expect(understandQuery(text, { now }).warnings, text).toEqual([]);
});

test("[QL84] a severity that no asset has is refused where it is asked for, and may bound what is asked for", () => {
  expect(errorsOf("risk.severity: 9")).toEqual([["query.unknown_value", "9", ["5"]]]);
  expect(errorsOf("risk.severity = 0")).toEqual([["query.unknown_value", "0", ["1"]]]);
  expect(errorsOf("risk.severity: [3, 6]")).toEqual([["query.unknown_value", "6", ["5"]]]);
  expect(errorsOf("risk.severity > 0 and risk.severity: [0 .. 9]")).toEqual([]);
});
