// Cuts a query's text into words, quoted texts and keywords: what a grammar's own tokens cannot tell, since a name is one only before an operator.

import { ExternalTokenizer, type InputStream } from "@lezer/lr";
import {
  AndWord,
  Dots,
  Exact,
  IsNotNull,
  IsNull,
  Name,
  NotWord,
  OrWord,
  Quoted,
  space,
  Word,
} from "./terms.ts";

const end = -1;
const quotes = new Set(['"', "'", "`"].map((quote) => quote.charCodeAt(0)));
const apostrophe = "'".charCodeAt(0);
const colon = ":".charCodeAt(0);
const dot = ".".charCodeAt(0);
const punctuation = new Set(["(", ")", "[", "]", ","].map((mark) => mark.charCodeAt(0)));
const operators = new Set([":", "=", "<", ">"].map((mark) => mark.charCodeAt(0)));
const lineEnds = new Set(["\n", "\r"].map((mark) => mark.charCodeAt(0)));
const keywords: ReadonlyMap<string, number> = new Map([
  ["and", AndWord],
  ["or", OrWord],
  ["not", NotWord],
]);

const isSpace = (unit: number) => unit !== end && /\s/.test(String.fromCharCode(unit));
const isDigit = (unit: number) => unit >= 48 && unit <= 57;
const isDots = (input: InputStream, offset: number) =>
  input.peek(offset) === dot && input.peek(offset + 1) === dot;

function skipSpace(input: InputStream, offset: number): number {
  let at = offset;
  while (isSpace(input.peek(at))) at++;
  return at;
}

/**
 * Where the word that begins at the offset ends. An apostrophe within it belongs to it, and so does everything but a comma and a
 * bracket in one that begins with a digit, which is no name: `2026-05-01T10:00`.
 */
function wordEnd(input: InputStream, offset: number): number {
  const isNoName = isDigit(input.peek(offset));
  for (let at = offset; ; at++) {
    const unit = input.peek(at);
    if (unit === end || isSpace(unit) || punctuation.has(unit) || isDots(input, at)) return at;
    if (quotes.has(unit) && !(unit === apostrophe && at > offset)) return at;
    if (operators.has(unit) && !(isNoName && unit === colon && at > offset)) return at;
  }
}

function textBetween(input: InputStream, from: number, to: number): string {
  let text = "";
  for (let at = from; at < to; at++) text += String.fromCharCode(input.peek(at));
  return text;
}

/** Where `word` ends, in any case, when it stands at the offset as a whole word; -1 where it does not. */
function keywordEnd(input: InputStream, offset: number, word: string): number {
  const to = wordEnd(input, offset);
  return to - offset === word.length && textBetween(input, offset, to).toLowerCase() === word ? to : -1;
}

/** `is null` or `is not null` at the offset; null where there is neither. */
function nullTest(input: InputStream, offset: number): { readonly term: number; readonly to: number } | null {
  const is = keywordEnd(input, offset, "is");
  if (is < 0) return null;
  const next = skipSpace(input, is);
  const positive = keywordEnd(input, next, "null");
  if (positive >= 0) return { term: IsNull, to: positive };
  const not = keywordEnd(input, next, "not");
  if (not < 0) return null;
  const negative = keywordEnd(input, skipSpace(input, not), "null");
  return negative < 0 ? null : { term: IsNotNull, to: negative };
}

/** Where the quoted text that begins at the offset ends: after its quote, or at the end of the line where there is none. */
function quotedEnd(input: InputStream, offset: number): number {
  const quote = input.peek(offset);
  let lineEnd = -1;
  for (let at = offset + 1; ; at++) {
    const unit = input.peek(at);
    if (unit === end) return lineEnd < 0 ? at : lineEnd;
    if (lineEnd < 0 && lineEnds.has(unit)) lineEnd = at;
    if (unit !== quote) continue;
    if (input.peek(at + 1) !== quote) return at + 1;
    at++;
  }
}

function wordTerm(input: InputStream, to: number): number {
  const keyword = to > 3 ? undefined : keywords.get(textBetween(input, 0, to).toLowerCase());
  if (keyword !== undefined) return keyword;
  if (isDigit(input.next)) return Word;
  const next = skipSpace(input, to);
  return operators.has(input.peek(next)) || (next > to && nullTest(input, next) !== null) ? Name : Word;
}

export const words = new ExternalTokenizer((input, stack) => {
  const { next } = input;
  if (isSpace(next)) return input.acceptToken(space, skipSpace(input, 0));
  if (isDots(input, 0)) return input.acceptToken(Dots, input.peek(2) === dot ? 3 : 2);
  if (quotes.has(next)) return input.acceptToken(next === 96 ? Exact : Quoted, quotedEnd(input, 0));
  if (stack.canShift(IsNull)) {
    const test = nullTest(input, 0);
    if (test) return input.acceptToken(test.term, test.to);
  }
  const to = wordEnd(input, 0);
  if (to > 0) input.acceptToken(wordTerm(input, to), to);
});
