// What is nested as a list of paths: `a.b` where `b` is within `a`. Lists stay whole.

export interface Leaf {
  readonly path: string;
  readonly value: unknown;
}

const isNested = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === "object" && !Array.isArray(value) && Object.keys(value).length > 0;

export function flatten(value: unknown, above = ""): readonly Leaf[] {
  if (!isNested(value)) return above === "" ? [] : [{ path: above, value }];
  return Object.entries(value).flatMap(([name, inner]) =>
    flatten(inner, above === "" ? name : `${above}.${name}`),
  );
}

/** A value as it is searched and copied. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** Those whose path or value has every word. */
export function searchLeaves(leaves: readonly Leaf[], text: string): readonly Leaf[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return leaves.filter(({ path, value }) => {
    const all = `${path} ${textOf(value)}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
