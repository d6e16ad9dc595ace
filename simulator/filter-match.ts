// Which devices a `$filter` lets through.

import type { Directory } from "./directory.ts";
import type { Filter, Literal } from "./filter-parse.ts";

type Match = (index: number) => boolean;
type Test = (value: unknown) => boolean;

/** The directory compares texts without regard to case. */
function folded(value: unknown): unknown {
  return typeof value === "string" ? value.toLowerCase() : value;
}

function equals(value: unknown, literal: Literal): boolean {
  return folded(value) === folded(literal);
}

const isDateProperty = /DateTime$/;

/** Moments, since `…:00Z` and `…:00.000Z` are one. Null is neither before nor after anything. */
function momentTest(operator: string, literal: Literal): Test {
  const bound = Date.parse(String(literal));
  const moment = (value: unknown): number => (typeof value === "string" ? Date.parse(value) : Number.NaN);
  switch (operator) {
    case "ge":
      return (value) => moment(value) >= bound;
    case "le":
      return (value) => moment(value) <= bound;
    case "ne":
      return (value) => moment(value) !== bound;
    default:
      return (value) => moment(value) === bound;
  }
}

function compareTest(filter: Extract<Filter, { kind: "compare" }>): Test {
  const { property, operator, literal } = filter;
  if (literal !== null && isDateProperty.test(property)) return momentTest(operator, literal);
  return operator === "ne" ? (value) => !equals(value, literal) : (value) => equals(value, literal);
}

function startsWithTest(prefix: string): Test {
  const lowered = prefix.toLowerCase();
  return (value) => typeof value === "string" && value.toLowerCase().startsWith(lowered);
}

/** A test of one value, for the clauses that look at one. */
function testOf(filter: Filter): Test {
  switch (filter.kind) {
    case "compare":
      return compareTest(filter);
    case "startsWith":
      return startsWithTest(filter.prefix);
    case "in":
      return (value) => filter.literals.some((literal) => equals(value, literal));
    case "any": {
      const test = testOf(filter.inner);
      return (value) => Array.isArray(value) && value.some(test);
    }
    case "and":
    case "or":
    case "not":
      throw new TypeError(`${filter.kind} looks at no value of its own`);
  }
}

function reader(directory: Directory, property: string): (index: number) => unknown {
  const [name = "", part] = property.split("/");
  if (part === undefined) return (index) => directory.value(index, name);
  return (index) => {
    const whole = directory.value(index, name);
    return typeof whole === "object" && whole !== null ? (whole as Record<string, unknown>)[part] : null;
  };
}

export function compileFilter(directory: Directory, filter: Filter): Match {
  switch (filter.kind) {
    case "and": {
      const [left, right] = [compileFilter(directory, filter.left), compileFilter(directory, filter.right)];
      return (index) => left(index) && right(index);
    }
    case "or": {
      const [left, right] = [compileFilter(directory, filter.left), compileFilter(directory, filter.right)];
      return (index) => left(index) || right(index);
    }
    case "not": {
      const inner = compileFilter(directory, filter.inner);
      return (index) => !inner(index);
    }
    case "compare":
    case "in":
    case "startsWith":
    case "any": {
      const read = reader(directory, filter.property);
      const test = testOf(filter);
      return (index) => test(read(index));
    }
  }
}

/** One place for each id asked for, whatever becomes of the device behind it: places must not move from page to page. */
type Candidates = readonly (number | undefined)[];

function candidatesById(
  directory: Directory,
  property: string,
  literals: readonly Literal[],
): Candidates | null {
  if (property !== "id" && property !== "deviceId") return null;
  return literals.map((literal) => {
    if (typeof literal !== "string") return undefined;
    return property === "id" ? directory.indexOf(literal) : directory.indexOfDeviceId(literal);
  });
}

function withRepeats(directory: Directory, filter: Filter): Candidates | null {
  switch (filter.kind) {
    case "compare":
      return filter.operator === "eq" ? candidatesById(directory, filter.property, [filter.literal]) : null;
    case "in":
      return candidatesById(directory, filter.property, filter.literals);
    case "and":
      return withRepeats(directory, filter.left) ?? withRepeats(directory, filter.right);
    case "or": {
      const left = withRepeats(directory, filter.left);
      const right = withRepeats(directory, filter.right);
      return left === null || right === null ? null : [...left, ...right];
    }
    case "not":
    case "startsWith":
    case "any":
      return null;
  }
}

/** The only devices that can match, where the filter asks for ids; null where any may. Each comes once. */
export function candidatesOf(directory: Directory, filter: Filter): Candidates | null {
  const all = withRepeats(directory, filter);
  return all?.map((index, place) => (all.indexOf(index) === place ? index : undefined)) ?? null;
}
