// What one condition of a query asks for: a token, an operator and a value, or a group.

import type { AssetQuery } from "../core/asset-query.ts";
import { negated, noAsset, placeholder } from "./logic.ts";
import { nearestNames } from "./nearest.ts";
import { note } from "./note.ts";
import type { SyntaxNode } from "./structure.ts";
import {
  childrenOf,
  findToken,
  fullName,
  groupNames,
  isGroupName,
  recordKindOf,
  type TokenTarget,
  tokenNames,
  valueTypeOf,
} from "./tokens.ts";
import { type Findings, listQuery, rangeValueQuery, textValueQuery } from "./values.ts";
import { inQuotes } from "./writing.ts";
import { writtenText } from "./written-text.ts";

function nameOf(findings: Findings, condition: SyntaxNode): SyntaxNode & { readonly text: string } {
  const name = condition.children.find((child) => child.name === "Name") ?? condition;
  return { ...name, text: findings.text.slice(name.from, name.to) };
}

/** What the condition's token asks of; null where there is no such token. */
export function targetOf(
  findings: Findings,
  condition: SyntaxNode,
  scope: string | null,
): TokenTarget | null {
  return findToken(fullName(scope, nameOf(findings, condition).text))?.target ?? null;
}

function unknownName(findings: Findings, condition: SyntaxNode, scope: string | null): void {
  const name = nameOf(findings, condition);
  if (scope === null) {
    const message = `There is no token ${inQuotes(name.text)}. A text with a colon is written in quotes.`;
    const names = nearestNames(name.text, [...tokenNames, ...groupNames]);
    findings.errors.push(note("query.unknown_token", name, message, names));
    return;
  }
  const children = childrenOf(scope);
  const near = nearestNames(name.text, children);
  const message = `${scope} has no ${inQuotes(name.text)}; it has ${children.join(", ")}.`;
  findings.errors.push(note("query.unknown_child", name, message, near.length > 0 ? near : children));
}

function groupWithoutParentheses(findings: Findings, condition: SyntaxNode, group: string): void {
  const value = condition.children.at(-1);
  // A parenthesis that nothing closes may have become a group, and is told already.
  const isOpen = value?.name === "Range" && !value.children.some(({ name }) => name === "Dots");
  if (isOpen) return;
  const children = childrenOf(group);
  const message = `${group} is a group: its conditions are in parentheses, as in ${group}:(${children[0]}: …).`;
  const suggestions = children.map((child) => `${group}.${child}`);
  findings.errors.push(note("query.group_without_parentheses", condition, message, suggestions));
}

/** The group that a condition with parentheses opens; null, and an error, where its token is no group. */
export function scopeOf(findings: Findings, condition: SyntaxNode, scope: string | null): string | null {
  const name = nameOf(findings, condition);
  const group = fullName(scope, name.text);
  const operator = condition.children.find((child) => child.name === "Operator");
  const nested = condition.children.find((child) => child.name === "Nested");
  if (!isGroupName(group)) {
    if (findToken(group)) {
      const message = `${group} is no group. Several values are a list, as in ${group}: [a, b].`;
      findings.errors.push(note("query.not_a_group", nested ?? condition, message));
    } else unknownName(findings, condition, scope);
    return null;
  }
  if (operator && findings.text.slice(operator.from, operator.to) !== ":")
    findings.errors.push(note("query.operator_not_taken", operator, "A group takes a colon.", [":"]));
  return group;
}

const someChange: AssetQuery = { kind: "changed", entry: { kind: "all" } };
const noChange: AssetQuery = { kind: "changed", entry: { kind: "not", term: { kind: "all" } } };
const noTag: AssetQuery = { kind: "text", field: "tagName", match: { kind: "or", terms: [] } };

/** That there is no value. A record of which a group speaks is there, and has all its values. */
function missingQuery(target: TokenTarget, scope: string | null): AssetQuery {
  const record = recordKindOf(scope);
  switch (target.type) {
    case "changedField":
    case "changedAt":
      return record === "change" ? noChange : negated(someChange);
    case "attribute":
      return { kind: "attributeMissing", name: target.name };
    case "lifecycle":
      return noAsset;
    case "text":
    case "id":
    case "keyword":
    case "boolean":
    case "date":
    case "number":
      return record === "tag" ? noTag : { kind: "missing", field: target.field };
  }
}

const typeWords = {
  text: "A text",
  keyword: "A keyword",
  boolean: "A yes or no",
  lifecycle: "A state",
  date: "A date",
  number: "A number",
} as const;

function refuseOperator(
  findings: Findings,
  target: TokenTarget,
  operator: SyntaxNode,
  value: SyntaxNode,
): void {
  const type = valueTypeOf(target);
  const written = findings.text.slice(operator.from, operator.to);
  const isOrdered = type === "date" || type === "number";
  if (written === ":" || (isOrdered && (written === "=" || writtenText(value, findings.text)))) return;
  const message = isOrdered
    ? "A list or a range takes a colon."
    : `${typeWords[type]} takes a colon alone; numbers and dates take ${written} as well.`;
  findings.errors.push(note("query.operator_not_taken", operator, message, [":"]));
}

function valueQuery(findings: Findings, target: TokenTarget, condition: SyntaxNode): AssetQuery {
  const operator = condition.children.find(({ name }) => name === "Operator");
  const value = condition.children.find(({ name }) =>
    ["Words", "Quoted", "Exact", "List", "Range"].includes(name),
  );
  if (!operator || !value) {
    findings.errors.push(note("query.missing_value", operator ?? condition, "There is no value."));
    return placeholder;
  }
  refuseOperator(findings, target, operator, value);
  if (value.name === "List") return listQuery(findings, target, value);
  if (value.name === "Range") return rangeValueQuery(findings, target, value);
  const written = writtenText(value, findings.text);
  if (!written) return placeholder;
  return textValueQuery(findings, target, findings.text.slice(operator.from, operator.to), written);
}

/** When an asset was retired is asked of those that are. */
const asksForLifecycle = (target: TokenTarget): boolean =>
  target.type === "lifecycle" || (target.type === "date" && target.field === "retiredAt");

/** What a condition that is no group asks for. */
export function conditionQuery(findings: Findings, condition: SyntaxNode, scope: string | null): AssetQuery {
  const target = targetOf(findings, condition, scope);
  if (!target) {
    const group = fullName(scope, nameOf(findings, condition).text);
    if (isGroupName(group)) groupWithoutParentheses(findings, condition, group);
    else unknownName(findings, condition, scope);
    return placeholder;
  }
  if (asksForLifecycle(target)) findings.asksForLifecycle = true;
  const test = condition.children.find(({ name }) => name === "IsNull" || name === "IsNotNull");
  if (!test) return valueQuery(findings, target, condition);
  const missing = missingQuery(target, scope);
  return test.name === "IsNull" ? missing : negated(missing, recordKindOf(scope));
}
