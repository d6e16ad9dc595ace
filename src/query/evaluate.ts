// Says whether an asset is one that a query asks for, from its facts in memory.

import type {
  AssetFacts,
  AssetQuery,
  ChangeQuery,
  IdField,
  IntegerRange,
  NullableField,
  TextField,
} from "../core/asset-query.ts";
import { matchesId, matchesKeyword, matchesText } from "../core/search-text.ts";

type Leaf = Exclude<AssetQuery, { kind: "and" | "or" | "not" }>;
type Change = AssetFacts["changes"][number];

function isWithin(value: number | null, { from, before }: IntegerRange): boolean {
  return value !== null && (from === null || value >= from) && (before === null || value < before);
}

function textsOf(facts: AssetFacts, field: TextField): readonly string[] {
  if (field === "tagName") return facts.tags;
  const value = facts[field];
  return value === null ? [] : [value];
}

function idOf(facts: AssetFacts, field: IdField): string | null {
  const value = facts[field];
  return value === null ? null : String(value);
}

function isMissing(facts: AssetFacts, field: NullableField): boolean {
  return field === "tagName" ? facts.tags.length === 0 : facts[field] === null;
}

/** One stack frame for each level of nesting: a thousand of them are no matter. */
function changeMatches(query: ChangeQuery, change: Change): boolean {
  switch (query.kind) {
    case "all":
      return true;
    case "not":
      return !changeMatches(query.term, change);
    case "and":
      for (const term of query.terms) if (!changeMatches(term, change)) return false;
      return true;
    case "or":
      for (const term of query.terms) if (changeMatches(term, change)) return true;
      return false;
    case "field":
      return matchesKeyword(change.field, query.match);
    case "at":
      return isWithin(change.at, query.range);
  }
}

function leafMatches(query: Leaf, facts: AssetFacts): boolean {
  switch (query.kind) {
    case "text":
      return textsOf(facts, query.field).some((text) => matchesText(text, query.match));
    case "id": {
      const value = idOf(facts, query.field);
      return value !== null && matchesId(value, query.match);
    }
    case "keyword": {
      const value = facts[query.field];
      return value !== null && matchesKeyword(value, query.match);
    }
    case "boolean":
      return facts[query.field] === query.value;
    case "date":
    case "number":
      return isWithin(facts[query.field], query.range);
    case "lifecycle":
      return facts.lifecycle === query.state;
    case "missing":
      return isMissing(facts, query.field);
    case "attribute": {
      const value = facts.attributes.get(query.name);
      return value !== undefined && matchesText(value, query.match);
    }
    case "attributeMissing":
      return !facts.attributes.has(query.name);
    case "changed":
      return facts.changes.some((change) => changeMatches(query.entry, change));
  }
}

/** One stack frame for each level of nesting, too. */
export function assetMatches(query: AssetQuery, facts: AssetFacts): boolean {
  switch (query.kind) {
    case "not":
      return !assetMatches(query.term, facts);
    case "and":
      for (const term of query.terms) if (!assetMatches(term, facts)) return false;
      return true;
    case "or":
      for (const term of query.terms) if (assetMatches(term, facts)) return true;
      return false;
    default:
      return leafMatches(query, facts);
  }
}
