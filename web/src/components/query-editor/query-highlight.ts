// How the parts of a query look, in the editor and where a query is only shown.

import { highlightTree, tagHighlighter, tags } from "@lezer/highlight";
import { parser } from "../../../../src/query/grammar/parser.ts";
import styles from "./query-highlight.module.css";

export const queryHighlighter = tagHighlighter([
  { tag: tags.propertyName, class: styles.name ?? "" },
  { tag: tags.operatorKeyword, class: styles.keyword ?? "" },
  { tag: [tags.compareOperator, tags.punctuation, tags.separator], class: styles.operator ?? "" },
  { tag: [tags.paren, tags.squareBracket], class: styles.bracket ?? "" },
  { tag: tags.literal, class: styles.value ?? "" },
  { tag: [tags.string, tags.special(tags.string)], class: styles.quoted ?? "" },
]);

interface Piece {
  readonly from: number;
  readonly text: string;
  /** Empty for what has no look of its own. */
  readonly look: string;
}

export function highlightedPieces(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  const upTo = (end: number, look: string): void => {
    if (end > done) pieces.push({ from: done, text: text.slice(done, end), look });
    done = Math.max(done, end);
  };
  highlightTree(parser.parse(text), queryHighlighter, (from, to, look) => {
    upTo(from, "");
    upTo(to, look);
  });
  upTo(text.length, "");
  return pieces;
}
