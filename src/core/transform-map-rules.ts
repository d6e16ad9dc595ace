// What a person may make of a transform map: the connector's lines stay, and what is added feeds attributes.

import { attributeName, attributeTargets } from "./asset-attribute.ts";
import type { PullBasis } from "./connection.ts";
import { type FieldFault, FieldsError } from "./error.ts";
import { type AddedRule, propertyOf, type TransformRule } from "./transform-map.ts";

export const mostAddedRules = 100;
export const longestRulePath = 200;

/** A letter first: no name is one that JavaScript objects have from birth, such as `__proto__`. */
const namePattern = /^[A-Za-z][A-Za-z0-9_-]{0,99}$/;

/** What a line is held against. */
export interface RuleLimits {
  /** The connector's own lines. */
  readonly own: readonly TransformRule[];
  /** Why the source cannot be asked for a property; null where it can. */
  readonly whyUnreadable: (property: string) => string | null;
}

type Fault = Omit<FieldFault, "field">;

function sourceFault({ from }: AddedRule, { whyUnreadable }: RuleLimits): Fault | null {
  const code = "transform_map.source_invalid";
  if (from.length > longestRulePath)
    return { code, message: `The path is longer than ${longestRulePath} characters.` };
  if (from.split(".").some((part) => part === ""))
    return { code, message: "A path is property names with a dot between them, and none is empty." };
  const why = whyUnreadable(propertyOf(from));
  return why === null ? null : { code, message: why };
}

function targetFault({ to }: AddedRule): Fault | null {
  const code = "transform_map.target_invalid";
  const name = attributeName(to);
  if (name === null)
    return { code, message: `A line that is added feeds ${attributeTargets.join("NAME or ")}NAME.` };
  if (namePattern.test(name)) return null;
  return {
    code,
    message:
      "An attribute's name begins with a letter and has letters, digits, `_` and `-` alone, 100 at most.",
  };
}

/** Typed or not, an attribute is asked for by its name alone, whatever its case. */
function targetKey(to: string): string {
  return attributeName(to)?.toLowerCase() ?? to;
}

/** The connector's own lines by target: each is there, once, and from its own property. */
function ownFaults(rules: readonly AddedRule[], own: readonly TransformRule[]): readonly FieldFault[] {
  return own.flatMap(({ from, to }): readonly FieldFault[] => {
    const at = rules.findIndex((rule) => rule.to === to);
    if (at === -1) {
      const message = `The line ${from} → ${to} is the connector's own and stays.`;
      return [{ code: "transform_map.default_missing", field: "rules", message }];
    }
    if (rules[at]?.from === from) return [];
    const message = `${to} is fed by ${from}: this line is the connector's own and stays.`;
    return [{ code: "transform_map.default_changed", field: `rules.${at}.from`, message }];
  });
}

function addedFaults(rules: readonly AddedRule[], limits: RuleLimits): readonly FieldFault[] {
  const taken = new Set<string>();
  const isOwn = new Set(limits.own.map(({ to }) => to));
  return rules.flatMap((rule, at): readonly FieldFault[] => {
    const key = targetKey(rule.to);
    const message = `An asset field is fed once: another line feeds ${rule.to} already.`;
    const twice = taken.has(key) ? { code: "transform_map.target_taken", message } : null;
    taken.add(key);
    const source = isOwn.has(rule.to) ? null : sourceFault(rule, limits);
    const target = isOwn.has(rule.to) ? null : targetFault(rule);
    const ofTarget = twice ?? target;
    return [
      ...(source === null ? [] : [{ ...source, field: `rules.${at}.from` }]),
      ...(ofTarget === null ? [] : [{ ...ofTarget, field: `rules.${at}.to` }]),
    ];
  });
}

/**
 * The lines that were added to the connector's own, in their order. Throws a `FieldsError` `transform_map.invalid` that names
 * every fault: a line of the connector that is missing or changed, a target that is no attribute or fed twice, a property
 * that cannot be asked for, too many lines.
 */
export function requireAddedRules(rules: readonly AddedRule[], limits: RuleLimits): readonly AddedRule[] {
  const isOwn = new Set(limits.own.map(({ to }) => to));
  const faults = [...ownFaults(rules, limits.own), ...addedFaults(rules, limits)];
  const added = rules.filter(({ to }) => !isOwn.has(to)).map(({ from, to }) => ({ from, to }));
  if (added.length > mostAddedRules) {
    const message = `At most ${mostAddedRules} lines are added; these are ${added.length}.`;
    faults.push({ code: "transform_map.too_many", field: "rules", message });
  }
  if (faults.length > 0) throw new FieldsError("transform_map.invalid", faults);
  return added;
}

/** What a changed map asks for: nothing; what is stored is read by it; or a full pull first, for what is not stored. */
export type MapChange =
  | { readonly kind: "unchanged" }
  | { readonly kind: "reads_stored" }
  | { readonly kind: "needs_full_pull"; readonly missingProperties: readonly string[] };

function isSameRules(one: readonly AddedRule[], other: readonly AddedRule[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ from, to }, at) => other[at]?.from === from && other[at]?.to === to)
  );
}

/** Device properties that lines begin at and that the last full pull did not ask for; all of them before there was one. */
export function missingProperties(added: readonly AddedRule[], basis: PullBasis | null): readonly string[] {
  const stored = new Set(basis?.selectedProperties);
  const asked = new Set(added.map(({ from }) => propertyOf(from)));
  return [...asked].filter((property) => !stored.has(property)).sort();
}

/** `basis` is what the last full pull asked of each device; null before there was one. */
export function judgeMapChange(
  before: readonly AddedRule[],
  after: readonly AddedRule[],
  basis: PullBasis | null,
): MapChange {
  if (isSameRules(before, after)) return { kind: "unchanged" };
  const missing = missingProperties(after, basis);
  return missing.length === 0
    ? { kind: "reads_stored" }
    : { kind: "needs_full_pull", missingProperties: missing };
}

export function describeMapChange(change: MapChange): string {
  switch (change.kind) {
    case "unchanged":
      return "The map is as it was.";
    case "reads_stored":
      return "Everything that the map needs is stored: it is read again by the new map, and the source is asked for nothing.";
    case "needs_full_pull":
      return `What is stored is read again by the new map at once. Not stored yet: ${change.missingProperties.join(", ")}. The next run is a full pull, which brings it.`;
  }
}
