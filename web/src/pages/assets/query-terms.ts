// Adds conditions to a query's text and takes them off again, so that what was written keeps its meaning.

import { parseQuery } from "../../../../src/query/parse.ts";
import type { SyntaxNode } from "../../../../src/query/structure.ts";

const words: ReadonlySet<string> = new Set(["AndWord", "⚠"]);
/** What `not` and `and` can stand beside without parentheses. */
const tight: ReadonlySet<string> = new Set(["Condition", "Parentheses", "Words", "Quoted", "Exact"]);

/** What is joined at the top of the text; null where it is empty, or no query. */
function topOf(text: string): SyntaxNode | null {
  const { root, errors } = parseQuery(text);
  return errors.length > 0 ? null : (root?.children[0] ?? null);
}

/** The text without parentheses around the whole of it. */
function bare(text: string): string {
  const trimmed = text.trim();
  const top = topOf(trimmed);
  if (top?.name !== "Parentheses") return trimmed;
  return bare(trimmed.slice(top.from + 1, top.to - 1));
}

/** What must all hold, each as it is written. */
export function termsOf(text: string): readonly string[] {
  const top = topOf(text);
  if (text.trim() === "") return [];
  if (top?.name !== "And") return [text.trim()];
  return top.children
    .filter(({ name }) => !words.has(name))
    .map(({ from, to }) => text.slice(from, to).trim());
}

/** As it is compared: whatever parentheses stand around it, and behind its `not`. */
function canonical(text: string): string {
  const own = bare(text);
  const top = topOf(own);
  const inner = top?.name === "Not" ? top.children[1] : undefined;
  return inner === undefined ? own : `not ${canonical(own.slice(inner.from, inner.to))}`;
}

const isSame = (one: string, other: string): boolean => canonical(one) === canonical(other);

const inParentheses = (text: string): string => `(${text.trim()})`;

/** Whether `and` beside it would change what it means; what is no query is kept together as well. */
function isLoose(text: string): boolean {
  const top = topOf(text);
  return top === null || top.name === "Or";
}

const beside = (text: string): string => (isLoose(text) ? inParentheses(text) : text.trim());

/** The condition that is opposite. */
export function negated(term: string): string {
  const top = topOf(term);
  return `not ${top !== null && tight.has(top.name) ? term.trim() : inParentheses(term)}`;
}

export function withoutTerm(text: string, term: string): string {
  const terms = termsOf(text);
  const rest = terms.filter((one) => !isSame(one, term));
  if (rest.length === terms.length) return text;
  const [only] = rest;
  return rest.length === 1 && only !== undefined ? bare(only) : rest.join(" and ");
}

export function withTerm(text: string, term: string): string {
  if (text.trim() === "") return bare(term);
  if (termsOf(text).some((one) => isSame(one, term))) return text;
  return `${beside(text)} and ${beside(term)}`;
}

export type TermState = "asked" | "excluded" | "free";

/** Whether all that is found has the term, or lacks it, because the text says so. */
export function termState(text: string, term: string): TermState {
  const terms = termsOf(text);
  if (terms.some((one) => isSame(one, term))) return "asked";
  return terms.some((one) => isSame(one, negated(term))) ? "excluded" : "free";
}

/** Asks for the term, or no longer, where it is asked for. */
export function toggled(text: string, term: string): string {
  if (termState(text, term) === "asked") return withoutTerm(text, term);
  return withTerm(withoutTerm(text, negated(term)), term);
}

/** Excludes the term, or no longer, where it is excluded. */
export function excluded(text: string, term: string): string {
  if (termState(text, term) === "excluded") return withoutTerm(text, negated(term));
  return withTerm(withoutTerm(text, term), negated(term));
}
