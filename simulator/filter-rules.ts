// What `$filter` may ask of which property of a device, and with which parameters.

import type { Directory } from "./directory.ts";
import type { Filter, Literal } from "./filter-parse.ts";
import { badRequest, missingAdvancedParameters, unsupportedQuery } from "./graph-error.ts";

/** By default, only with advanced parameters, or not at all. */
type Support = "default" | "advanced" | "none";

interface Rule {
  readonly type: "text" | "flag" | "date" | "collection";
  readonly eq: Support;
  readonly startsWith: Support;
  readonly range: Support;
  readonly eqNull: Support;
}

const letters = { D: "default", A: "advanced", "-": "none" } as const;
type Letter = keyof typeof letters;
type Letters = `${Letter}${Letter}${Letter}${Letter}`;

/** The letters are eq, startsWith, ge/le and eq null, in this order. */
function rule(type: Rule["type"], row: Letters): Rule {
  const [eq, startsWith, range, eqNull] = [...row].map((letter) => letters[letter as Letter]);
  return {
    type,
    eq: eq ?? "none",
    startsWith: startsWith ?? "none",
    range: range ?? "none",
    eqNull: eqNull ?? "none",
  };
}

/**
 * The device rows of the table on directory-objects-filter; a property that is not listed there takes no filter at all.
 * `id` is not in the table: device.md allows `eq`, `ne`, `not` and `in`.
 */
const rules: Readonly<Record<string, Rule>> = {
  id: rule("text", "D---"),
  accountEnabled: rule("flag", "D---"),
  approximateLastSignInDateTime: rule("date", "D-DA"),
  deviceCategory: rule("text", "AA-A"),
  deviceId: rule("text", "D---"),
  deviceOwnership: rule("text", "A--A"),
  displayName: rule("text", "DD-A"),
  enrollmentProfileName: rule("text", "AA-A"),
  isCompliant: rule("flag", "D---"),
  isManaged: rule("flag", "D---"),
  isRooted: rule("flag", "A--A"),
  managementType: rule("text", "A--A"),
  manufacturer: rule("text", "AA-A"),
  mdmAppId: rule("text", "D---"),
  model: rule("text", "AA-A"),
  onPremisesLastSyncDateTime: rule("date", "D-D-"),
  onPremisesSecurityIdentifier: rule("text", "D--A"),
  onPremisesSyncEnabled: rule("flag", "D--A"),
  operatingSystem: rule("text", "DD-A"),
  operatingSystemVersion: rule("text", "DD-A"),
  physicalIds: rule("collection", "D---"),
  hostnames: rule("collection", "DD--"),
  profileType: rule("text", "D---"),
  registrationDateTime: rule("date", "A-AA"),
  trustType: rule("text", "D---"),
};
const extensionAttribute = rule("text", "AA-A");
/** "in: at most 15 expressions"; the wording was seen for clauses joined by or. */
const mostAlternatives = 15;

function notFilterable(property: string): Error {
  return unsupportedQuery(
    `Unsupported or invalid query filter clause specified for property '${property}' of resource 'Device'.`,
  );
}

function ruleOf(directory: Directory, property: string): Rule {
  const found = Object.hasOwn(rules, property) ? rules[property] : undefined;
  if (found !== undefined) return found;
  if (/^extensionAttributes\/extensionAttribute([1-9]|1[0-5])$/.test(property)) return extensionAttribute;
  if (directory.knowsProperty(property)) throw notFilterable(property);
  throw badRequest(
    `Invalid filter clause: Could not find a property named '${property}' on type 'microsoft.graph.device'.`,
  );
}

const types = { text: "string", flag: "boolean", date: "string", collection: "string" } as const;

function checkLiteral(property: string, { type }: Rule, literal: Literal): void {
  const isDate = type === "date" && (typeof literal !== "string" || Number.isNaN(Date.parse(literal)));
  if (literal !== null && (isDate || typeof literal !== types[type]))
    throw badRequest(`Invalid filter clause: Incompatible types for '${property}'.`);
}

function countAlternatives(filter: Filter): number {
  if (filter.kind === "or") return countAlternatives(filter.left) + countAlternatives(filter.right);
  return filter.kind === "in" ? filter.literals.length : 1;
}

function checkAlternatives(filter: Filter): void {
  const count = countAlternatives(filter);
  if (count > mostAlternatives)
    throw unsupportedQuery(
      `Too many child clauses specified in search filter expression containing 'OR' operators: ${count}. Max allowed: ${mostAlternatives}.`,
    );
}

class Checker {
  readonly #directory: Directory;
  readonly #isAdvanced: boolean;

  constructor(directory: Directory, isAdvanced: boolean) {
    this.#directory = directory;
    this.#isAdvanced = isAdvanced;
  }

  #demand(support: Support, operator: string, property: string): void {
    if (support === "none") throw notFilterable(property);
    if (support === "advanced" && !this.#isAdvanced) throw missingAdvancedParameters(operator);
  }

  #checkCompare(filter: Extract<Filter, { kind: "compare" }>, of: Rule): void {
    const { property, operator, literal } = filter;
    checkLiteral(property, of, literal);
    if (operator === "eq" || operator === "ne") {
      this.#demand(literal === null ? of.eqNull : of.eq, operator, property);
      // "ne and not are always advanced" (directory-objects-filter).
      if (operator === "ne") this.#demand("advanced", operator, property);
      return;
    }
    // The table has ge and le alone.
    this.#demand(operator === "ge" || operator === "le" ? of.range : "none", operator, property);
  }

  #checkAny({ property, inner }: Extract<Filter, { kind: "any" }>): void {
    const of = ruleOf(this.#directory, property);
    if (of.type !== "collection") throw notFilterable(property);
    this.check(inner, of);
  }

  #checkIn(filter: Extract<Filter, { kind: "in" }>, of: Rule): void {
    checkAlternatives(filter);
    for (const literal of filter.literals) checkLiteral(filter.property, of, literal);
    // "in works wherever eq does" (directory-objects-filter).
    this.#demand(of.eq, "in", filter.property);
  }

  /** `element` is the rule of the collection whose elements the filter is about. */
  check(filter: Filter, element?: Rule): void {
    switch (filter.kind) {
      case "and":
      case "or":
        if (filter.kind === "or") checkAlternatives(filter);
        this.check(filter.left, element);
        this.check(filter.right, element);
        break;
      case "not":
        this.check(filter.inner, element);
        this.#demand("advanced", "not", "");
        break;
      case "any":
        this.#checkAny(filter);
        break;
      case "compare":
        this.#checkCompare(filter, this.#scalar(filter.property, element));
        break;
      case "startsWith": {
        const of = this.#scalar(filter.property, element);
        this.#demand(of.startsWith, "startsWith", filter.property);
        break;
      }
      case "in":
        this.#checkIn(filter, this.#scalar(filter.property, element));
        break;
    }
  }

  #scalar(property: string, element: Rule | undefined): Rule {
    if (element !== undefined) return element;
    const of = ruleOf(this.#directory, property);
    if (of.type === "collection") throw notFilterable(property);
    return of;
  }
}

/**
 * Refuses what the directory refuses. `isAdvanced` says that both the header `ConsistencyLevel: eventual` and
 * `$count=true` are there (aad-advanced-queries).
 */
export function checkFilter(directory: Directory, filter: Filter, isAdvanced: boolean): void {
  new Checker(directory, isAdvanced).check(filter);
}
