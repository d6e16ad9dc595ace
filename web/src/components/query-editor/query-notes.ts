// What is wrong with a query's text or looks like a mistake, and how a suggestion is written into it.

import type { QueryNote } from "../../../../src/query/note.ts";
import { understandQuery } from "../../../../src/query/understand.ts";

export interface TextNote extends Pick<QueryNote, "code" | "message" | "from" | "to" | "suggestions"> {
  readonly isError: boolean;
}

export function notesOf(text: string, now = Date.now()): readonly TextNote[] {
  const reading = understandQuery(text, { now });
  const errors = reading.kind === "refused" ? reading.errors : [];
  return [
    ...errors.map((note) => ({ ...note, isError: true })),
    ...reading.warnings.map((note) => ({ ...note, isError: false })),
  ];
}

/** Whether the note is about what somebody who writes at the end of the text has not come to yet. */
export function isUnfinished({ code, to }: TextNote, text: string): boolean {
  return code.startsWith("query.unclosed") || to >= text.trimEnd().length;
}

export interface TextChange {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** How the suggestion comes into the text: mostly in place of what the note is about. */
export function changeBy({ code, from, to }: TextNote, suggestion: string, text: string): TextChange {
  if (code === "query.unclosed_quote") return { from: to, to, insert: suggestion };
  if (code.startsWith("query.unclosed")) {
    const end = text.trimEnd().length;
    return { from: end, to: text.length, insert: suggestion };
  }
  if (code === "query.missing_operator") return { from, to, insert: ` ${suggestion} ` };
  // A value's operator goes with it where none belongs there.
  const operator =
    suggestion === "is null" ? (/\s*[:<>=]+\s*$/.exec(text.slice(0, from))?.[0].length ?? 0) : 0;
  return { from: from - operator, to, insert: operator > 0 ? ` ${suggestion}` : suggestion };
}
