// What there is to say about a query's text: an error or a warning, and where.

export type QueryNoteCode =
  | "query.bare_text_in_group"
  | "query.colon_in_value"
  | "query.empty_text"
  | "query.group_without_parentheses"
  | "query.loose_value"
  | "query.malformed_date"
  | "query.missing_condition"
  | "query.missing_operator"
  | "query.missing_value"
  | "query.not_a_group"
  | "query.operator_not_taken"
  | "query.stray_text"
  | "query.swapped_range"
  | "query.too_deep"
  | "query.too_long"
  | "query.unclosed_bracket"
  | "query.unclosed_parenthesis"
  | "query.unclosed_quote"
  | "query.unknown_child"
  | "query.unknown_token"
  | "query.unknown_unit"
  | "query.unknown_value"
  | "query.wrong_type";

export interface QueryNote {
  readonly code: QueryNoteCode;
  /** One or two sentences for the person who wrote the query. */
  readonly message: string;
  /** From this UTF-16 unit of the text on, and before `to`. */
  readonly from: number;
  readonly to: number;
  /** What may be written there instead, best first. */
  readonly suggestions: readonly string[];
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

export function note(
  code: QueryNoteCode,
  { from, to }: Span,
  message: string,
  suggestions: readonly string[] = [],
): QueryNote {
  return { code, message, from, to, suggestions };
}
