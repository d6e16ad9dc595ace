// How text is compared when somebody searches: one form of each text, and the ways in which it matches.

const separators = /[\p{P}\p{Z}\p{C}]+/gu;
const spaces = / {2,}/g;

function foldPiece(text: string): string {
  return text.normalize("NFKC").toLowerCase().normalize("NFKC").replace(separators, " ");
}

/**
 * The form in which a text is searched: lower case, with one space in the place of whatever stands between words
 * (punctuation, spaces, control characters) and at both ends: `LAPTOP-4F` becomes ` laptop 4f `. A text without a letter,
 * digit or symbol becomes one space.
 */
export function searchText(text: string): string {
  return ` ${foldPiece(text)} `.replace(spaces, " ");
}

/** The words of a text as they are searched: `LAPTOP-4F` has `laptop` and `4f`. */
export function searchWords(text: string): readonly string[] {
  return searchText(text)
    .split(" ")
    .filter((word) => word !== "");
}

/** How a text field matches; everything but `exact` is in the form of `searchText`. */
export type PlainTextMatch =
  /** Occurs anywhere, also within a word, e.g. `4f` or `laptop 4f`. Never empty. */
  | { readonly kind: "contains"; readonly text: string }
  /** Whole words in this order, next to each other, with a space at both ends, e.g. ` windows 11 `. */
  | { readonly kind: "phrase"; readonly text: string }
  /** The whole field, in pieces between which anything may stand: ` win` and ` ` for `win*`. At least two. */
  | { readonly kind: "pattern"; readonly pieces: readonly string[] }
  /** The whole value as it is, case and all. */
  | { readonly kind: "exact"; readonly value: string };

/** How one of many texts matches, e.g. the name of some one tag: all of these, or some; of nothing, every text does, or none. */
export type TextMatch =
  | PlainTextMatch
  | { readonly kind: "and" | "or"; readonly terms: readonly TextMatch[] }
  | { readonly kind: "not"; readonly term: TextMatch };

/**
 * How a keyword matches: the whole value, in any case of ASCII letters; exactly as it is; or in pieces, between which
 * anything may stand, in any case of ASCII letters.
 */
export type KeywordMatch =
  | { readonly kind: "any_case"; readonly value: string }
  | { readonly kind: "exact"; readonly value: string }
  | { readonly kind: "pattern"; readonly pieces: readonly string[] };

/** Lower case of the ASCII letters alone: what every database does alike. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Whether the pieces occur in their order, the first at the beginning and the last at the end. */
function hasPieces(text: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  if (pieces.length < 2) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return at <= end;
}

/** The pieces of a pattern as they are searched in a text field: `win*` becomes ` win` and ` `. */
export function searchPieces(pieces: readonly string[]): readonly string[] {
  return pieces.map((piece, index) => {
    const before = index === 0 ? " " : "";
    const after = index === pieces.length - 1 ? " " : "";
    return `${before}${foldPiece(piece)}${after}`.replace(spaces, " ");
  });
}

/** One stack frame for each level of nesting: a thousand of them are no matter. */
export function matchesText(text: string, match: TextMatch): boolean {
  switch (match.kind) {
    case "and":
      for (const term of match.terms) if (!matchesText(text, term)) return false;
      return true;
    case "or":
      for (const term of match.terms) if (matchesText(text, term)) return true;
      return false;
    case "not":
      return !matchesText(text, match.term);
    case "exact":
      return text === match.value;
    case "contains":
    case "phrase":
      return searchText(text).includes(match.text);
    case "pattern":
      return hasPieces(searchText(text), match.pieces);
  }
}

export function matchesKeyword(value: string, match: KeywordMatch): boolean {
  switch (match.kind) {
    case "exact":
      return value === match.value;
    case "any_case":
      return lowerAscii(value) === lowerAscii(match.value);
    case "pattern":
      return hasPieces(lowerAscii(value), match.pieces.map(lowerAscii));
  }
}

/** An id is found as it was typed, in lower case and in upper case: what an index answers. */
export function idSpellings(value: string): readonly string[] {
  return [...new Set([value, value.toLowerCase(), value.toUpperCase()])];
}

/** As `matchesKeyword`, of a field that is an id. */
export function matchesId(value: string, match: KeywordMatch): boolean {
  return match.kind === "any_case" ? idSpellings(match.value).includes(value) : matchesKeyword(value, match);
}
