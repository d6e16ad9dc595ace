// What a query asks of assets, once its text is understood: every name known, every value of its type, every time absolute.

import type { KeywordMatch, PlainTextMatch, TextMatch } from "./search-text.ts";

/** From `from` on, and before `before`; null is open. Whole numbers; of times, milliseconds since 1970. */
export interface IntegerRange {
  readonly from: number | null;
  readonly before: number | null;
}

export type PlainTextField =
  | "name"
  | "operatingSystem"
  | "operatingSystemVersion"
  | "vendor"
  | "product"
  | "connectionName";
export type TextField = PlainTextField | "tagName";

export type IdField = "id" | "externalId" | "entraDeviceId" | "connectionId";
export type KeywordField = "category" | "trustType";
export type BooleanField = "isCompliant" | "isManaged" | "isEnabled";
export type DateField =
  | "lastSignInAt"
  | "registeredAt"
  | "firstSeenAt"
  | "lastSeenAt"
  | "lastChangedAt"
  | "retiredAt";
export type NumberField = "severity";

/** Whatever may have no value. */
export type NullableField = TextField | IdField | KeywordField | BooleanField | DateField | NumberField;

/** What is asked of one entry of an asset's history. */
export type ChangeQuery =
  | { readonly kind: "all" }
  | { readonly kind: "and" | "or"; readonly terms: readonly ChangeQuery[] }
  | { readonly kind: "not"; readonly term: ChangeQuery }
  | { readonly kind: "field"; readonly match: KeywordMatch }
  | { readonly kind: "at"; readonly range: IntegerRange };

/**
 * A condition on one asset. A field without a value matches nothing but `missing`, and so everything that is negated.
 * `and` of nothing holds for every asset, `or` of nothing for none.
 */
export type AssetQuery =
  | { readonly kind: "and" | "or"; readonly terms: readonly AssetQuery[] }
  | { readonly kind: "not"; readonly term: AssetQuery }
  | { readonly kind: "text"; readonly field: PlainTextField; readonly match: PlainTextMatch }
  /** Some one tag matches. */
  | { readonly kind: "text"; readonly field: "tagName"; readonly match: TextMatch }
  | { readonly kind: "id"; readonly field: IdField; readonly match: KeywordMatch }
  | { readonly kind: "keyword"; readonly field: KeywordField; readonly match: KeywordMatch }
  | { readonly kind: "boolean"; readonly field: BooleanField; readonly value: boolean }
  | { readonly kind: "date"; readonly field: DateField; readonly range: IntegerRange }
  | { readonly kind: "number"; readonly field: NumberField; readonly range: IntegerRange }
  | { readonly kind: "lifecycle"; readonly state: "active" | "retired" }
  | { readonly kind: "missing"; readonly field: NullableField }
  /** An attribute that the connection's transform map adds, as text. */
  | { readonly kind: "attribute"; readonly name: string; readonly match: PlainTextMatch }
  | { readonly kind: "attributeMissing"; readonly name: string }
  /** Some one entry of the history is like that; an asset's creation is no entry. */
  | { readonly kind: "changed"; readonly entry: ChangeQuery };

export const everyAsset: AssetQuery = { kind: "and", terms: [] };

/** A query's text, understood. */
export interface UnderstoodQuery {
  readonly condition: AssetQuery;
  /** Whether the text asks for lifecycle states; where it does not, a search shows active assets alone. */
  readonly asksForLifecycle: boolean;
  /** Whether it means something else as time passes, as `now-30d` does. */
  readonly dependsOnNow: boolean;
}

/** What a search for it shows: active assets, unless it asks for others. */
export function searchCondition({ condition, asksForLifecycle }: UnderstoodQuery): AssetQuery {
  if (asksForLifecycle) return condition;
  return { kind: "and", terms: [{ kind: "lifecycle", state: "active" }, condition] };
}

/** Everything that a query can ask about one asset, in memory. */
export interface AssetFacts {
  readonly id: number;
  readonly externalId: string;
  readonly name: string;
  readonly operatingSystem: string | null;
  readonly operatingSystemVersion: string | null;
  readonly category: string | null;
  readonly vendor: string;
  readonly product: string;
  readonly connectionId: number;
  readonly connectionName: string;
  readonly tags: readonly string[];
  readonly entraDeviceId: string | null;
  readonly trustType: string | null;
  readonly isCompliant: boolean | null;
  readonly isManaged: boolean | null;
  readonly isEnabled: boolean | null;
  readonly lastSignInAt: number | null;
  readonly registeredAt: number | null;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly lastChangedAt: number;
  /** Null while the asset is active. */
  readonly retiredAt: number | null;
  readonly severity: number | null;
  readonly lifecycle: "active" | "retired";
  /** Those that the transform map adds to the default ones, as text. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly changes: readonly { readonly field: string; readonly at: number }[];
}
