// Puts conditions together: flat, without double negation, and within a group of history entries as one entry.

import { type AssetQuery, type ChangeQuery, everyAsset } from "../core/asset-query.ts";

type Joint = "and" | "or";

function joinedEntries(kind: Joint, terms: readonly ChangeQuery[]): ChangeQuery {
  const [only, ...others] = terms;
  if (only && others.length === 0) return only;
  return { kind, terms: terms.flatMap((term) => (term.kind === kind ? term.terms : [term])) };
}

/** All of the conditions, or some of them; of one it is that one. */
export function joined(kind: Joint, terms: readonly AssetQuery[]): AssetQuery {
  const [only, ...others] = terms;
  if (only && others.length === 0) return only;
  return { kind, terms: terms.flatMap((term) => (term.kind === kind ? term.terms : [term])) };
}

export function negated(term: AssetQuery): AssetQuery {
  return term.kind === "not" ? term.term : { kind: "not", term };
}

const entriesOf = (terms: readonly AssetQuery[]) =>
  terms.flatMap((term) => (term.kind === "changed" ? [term.entry] : []));

/** As `joined`, of conditions on one and the same entry of the history. */
export function joinedInEntry(kind: Joint, terms: readonly AssetQuery[]): AssetQuery {
  return { kind: "changed", entry: joinedEntries(kind, entriesOf(terms)) };
}

/** As `negated`, of a condition on an entry of the history: an entry that is not like that. */
export function negatedInEntry(term: AssetQuery): AssetQuery {
  const entry = term.kind === "changed" ? term.entry : ({ kind: "all" } as const);
  return { kind: "changed", entry: entry.kind === "not" ? entry.term : { kind: "not", term: entry } };
}

export const noAsset: AssetQuery = { kind: "or", terms: [] };
export const placeholder: AssetQuery = everyAsset;
