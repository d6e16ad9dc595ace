// A text as it stands in a query, with or without quotes, and what it matches.

import { type KeywordMatch, type PlainTextMatch, searchPieces, searchText } from "../core/search-text.ts";
import type { Span } from "./note.ts";
import type { SyntaxNode } from "./structure.ts";

export interface WrittenText extends Span {
  /** Without quotes, in double or single ones, or in backticks. */
  readonly style: "words" | "quoted" | "exact";
  /** Without its quotes. */
  readonly value: string;
}

const styles: Readonly<Record<string, WrittenText["style"]>> = {
  Words: "words",
  Quoted: "quoted",
  Exact: "exact",
};

/** The text that a node is; null where it is something else. */
export function writtenText({ name, from, to }: SyntaxNode, text: string): WrittenText | null {
  const style = styles[name];
  if (style === undefined) return null;
  const source = text.slice(from, to);
  if (style === "words") return { style, value: source, from, to };
  const quote = source.charAt(0);
  const end = source.length > 1 && source.endsWith(quote) ? -1 : source.length;
  return { style, value: source.slice(1, end).replaceAll(quote + quote, quote), from, to };
}

function wordsOf({ value }: WrittenText): readonly string[] {
  return value.split(/\s+/).filter((word) => word !== "");
}

/** What stands between the wildcards; as many wildcards in a row as you like are one. */
function piecesOf(word: string): readonly string[] {
  return word.split(/\*+/);
}

const isBlank = (text: string) => searchText(text) === " ";

/** Each once; without those that have no letter, digit or symbol. */
function searchableWords(written: WrittenText): readonly string[] {
  const words = wordsOf(written).filter((word) => word.includes("*") || !isBlank(word));
  return [...new Set(words)];
}

function wordMatch(word: string): PlainTextMatch {
  return word.includes("*")
    ? { kind: "pattern", pieces: searchPieces(piecesOf(word)) }
    : { kind: "contains", text: searchText(word).trim() };
}

/** What each part of the text asks of a text field; nothing where there is no letter, digit or symbol to search for. */
export function textMatches(written: WrittenText): readonly PlainTextMatch[] {
  const { style, value } = written;
  if (style === "exact") return value === "" ? [] : [{ kind: "exact", value }];
  if (style === "quoted") return isBlank(value) ? [] : [{ kind: "phrase", text: searchText(value) }];
  return searchableWords(written).map(wordMatch);
}

/** What the text asks of a keyword or an id, which are compared as a whole. */
export function keywordMatch(written: WrittenText): KeywordMatch {
  if (written.style === "exact") return { kind: "exact", value: written.value };
  if (written.style === "quoted") return { kind: "any_case", value: written.value };
  const value = wordsOf(written).join(" ");
  return value.includes("*") ? { kind: "pattern", pieces: piecesOf(value) } : { kind: "any_case", value };
}

/** Each part of the text, with what it asks of a text and what it asks of an id, where it may occur anywhere. */
export function bareMatches(
  written: WrittenText,
): readonly { readonly text: PlainTextMatch; readonly id: KeywordMatch }[] {
  const [match] = textMatches(written);
  if (written.style !== "words") {
    const { style, value } = written;
    const id: KeywordMatch =
      style === "exact" ? { kind: "exact", value } : { kind: "pattern", pieces: ["", value, ""] };
    return match ? [{ text: match, id }] : [];
  }
  return searchableWords(written).map((word) => ({
    text: wordMatch(word),
    id: { kind: "pattern", pieces: word.includes("*") ? piecesOf(word) : ["", word, ""] },
  }));
}
