// What looks wrong with conditions that stand side by side: `and` or `or` is missing, or quotes around a text.

import { targetOf } from "./condition.ts";
import { note } from "./note.ts";
import type { SyntaxNode } from "./structure.ts";
import type { Findings } from "./values.ts";
import { inQuotes } from "./writing.ts";
import { writtenText } from "./written-text.ts";

/** Whether the part reads as the rest of a text with a colon: `bb:cc` of `aa:bb:cc`, without a space at its colon. */
function isColonText(findings: Findings, part: SyntaxNode, scope: string | null): boolean {
  const [name, operator, value] = part.children;
  if (part.name !== "Condition" || name?.name !== "Name" || operator?.name !== "Operator") return false;
  const isTight = name.to === operator.from && operator.to === (value?.from ?? operator.to);
  return isTight && targetOf(findings, part, scope) === null;
}

/** Where the text begins that has a colon: a part's value, or the part itself where its name is no token. */
function textStart(findings: Findings, part: SyntaxNode, scope: string | null): number {
  if (targetOf(findings, part, scope) === null) return part.from;
  const value = part.children.find(({ name }) => name === "Words");
  const from = value?.from ?? part.children.at(-1)?.to ?? part.from;
  return from + (/^\s*/.exec(findings.text.slice(from))?.[0].length ?? 0);
}

/** Says what is wrong between the parts, and adds those that are told so to `skipped`. */
export function adjacentNotes(
  findings: Findings,
  adjacent: SyntaxNode,
  scope: string | null,
  skipped: Set<SyntaxNode>,
): void {
  const parts = adjacent.children.filter(({ name }) => name !== "⚠");
  if (parts.every((part) => writtenText(part, findings.text) !== null)) return;
  for (let index = 0; index + 1 < parts.length; index++) {
    const first = parts[index];
    let last = first;
    while (first?.name === "Condition") {
      const next = parts[index + 1];
      if (!next || !isColonText(findings, next, scope)) break;
      skipped.add(first).add(next);
      last = next;
      index++;
    }
    const next = parts[index + 1];
    if (first && last && first !== last) {
      const span = { from: textStart(findings, first, scope), to: last.to };
      const message = "A text with a colon, or another operator, is written in quotes.";
      const quoted = inQuotes(findings.text.slice(span.from, span.to));
      findings.errors.push(note("query.colon_in_value", span, message, [quoted]));
    } else if (first && next) {
      const span = { from: first.to, to: next.from };
      const message = "Between two conditions there is and, or or.";
      findings.errors.push(note("query.missing_operator", span, message, ["and", "or"]));
    }
  }
}

const wordsOf = (part: SyntaxNode | undefined) => part?.children.find(({ name }) => name === "Words");

/** Warns where `and` or `or` may be words of a value: `name: research and development` asks for `development` anywhere. */
export function joinedValueNotes(findings: Findings, joint: SyntaxNode, scope: string | null): void {
  for (const [index, part] of joint.children.entries()) {
    const value = wordsOf(joint.children[index - 2]);
    const holder = joint.children[index - 2];
    if (part.name !== "Words" || !value || holder?.name !== "Condition") continue;
    const target = targetOf(findings, holder, scope);
    if (target?.type !== "text" && target?.type !== "attribute") continue;
    const bare = findings.text.slice(part.from, part.to);
    const span = { from: value.from, to: part.to };
    const message = `${inQuotes(bare)} has no token and is searched everywhere. In quotes, it belongs to the value.`;
    const quoted = inQuotes(findings.text.slice(span.from, span.to));
    findings.warnings.push(note("query.loose_value", span, message, [quoted]));
  }
}
