// Puts conditions together: flat, without double negation, and within a group of records as conditions on one record.

import type { AssetQuery, ChangeQuery } from "../core/asset-query.ts";
import type { TextMatch } from "../core/search-text.ts";

type Joint = "and" | "or";

/** Of what an asset has many: conditions in one group are on one of them. Null is the asset itself. */
export type RecordKind = "change" | "tag" | null;

/** What stands for a condition that is not understood; the query is refused then. No attribute has an empty name. */
export const placeholder: AssetQuery = { kind: "attributeMissing", name: "" };
export const noAsset: AssetQuery = { kind: "or", terms: [] };

interface Joined<Term> {
  readonly kind: Joint;
  readonly terms: readonly Term[];
}

const isJoined = <Term extends { readonly kind: string }>(
  kind: Joint,
  term: Term | Joined<Term>,
): term is Joined<Term> => term.kind === kind;

function flat<Term extends { readonly kind: string }>(kind: Joint, terms: readonly (Term | Joined<Term>)[]) {
  const [only] = terms;
  if (only && terms.length === 1) return only;
  const none: readonly (Term | Joined<Term>)[] = [];
  // Copied whole: a thousand levels of one kind copy the innermost terms a thousand times.
  return { kind, terms: none.concat(...terms.map((term) => (isJoined(kind, term) ? term.terms : [term]))) };
}

function changesOf(terms: readonly AssetQuery[]): readonly ChangeQuery[] {
  return terms.flatMap((term) => (term.kind === "changed" ? [term.entry] : []));
}

function tagMatchesOf(terms: readonly AssetQuery[]): readonly TextMatch[] {
  return terms.flatMap((term) => (term.kind === "text" && term.field === "tagName" ? [term.match] : []));
}

/** All of the conditions, or some of them; of one it is that one. */
export function joined(kind: Joint, terms: readonly AssetQuery[], record: RecordKind = null): AssetQuery {
  switch (record) {
    case null:
      return flat<AssetQuery>(kind, terms);
    case "change":
      return { kind: "changed", entry: flat<ChangeQuery>(kind, changesOf(terms)) };
    case "tag":
      return { kind: "text", field: "tagName", match: flat<TextMatch>(kind, tagMatchesOf(terms)) };
  }
}

function turned<Term extends { readonly kind: string }>(
  term: Term | { readonly kind: "not"; readonly term: Term },
): Term | { readonly kind: "not"; readonly term: Term } {
  return "term" in term ? term.term : { kind: "not", term };
}

/** The opposite; of a record, that there is one that is not like that. */
export function negated(term: AssetQuery, record: RecordKind = null): AssetQuery {
  if (record === "change" && term.kind === "changed")
    return { kind: "changed", entry: turned<ChangeQuery>(term.entry) };
  if (record === "tag" && term.kind === "text" && term.field === "tagName")
    return { ...term, match: turned<TextMatch>(term.match) };
  return turned<AssetQuery>(term);
}
