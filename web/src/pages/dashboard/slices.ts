// What a chart shows of a facet: its values in words, each with the query that finds as many, and the rest as one.

import type { Facet, FacetValue } from "../../api/dashboard.ts";
import { joinTypeWords, severityWords, signInAgeNames } from "../../components/asset-words.ts";

export interface Slice {
  readonly label: string;
  readonly count: number;
  /** Null where no query asks for them. */
  readonly query: string | null;
  /** A colour of the theme. */
  readonly color: string;
}

type Words = (label: string | null) => string;
type Looks = (value: FacetValue, place: number) => string;

const palette = ["indigo.6", "teal.8", "orange.8", "grape.6", "cyan.8", "pink.7"] as const;
const restColor = "gray.6";

export const byPlace: Looks = (_value, place) => palette[place % palette.length] ?? restColor;

const complianceColors: Readonly<Record<string, string>> = { true: "teal.8", false: "red.8" };
export const byCompliance: Looks = ({ label }) => complianceColors[label ?? ""] ?? restColor;

const ageColors: Readonly<Record<string, string>> = {
  "7 days": "teal.8",
  "30 days": "cyan.8",
  "90 days": "indigo.6",
  "180 days": "orange.8",
  older: "red.8",
};
export const byAge: Looks = ({ label }) => ageColors[label ?? ""] ?? restColor;

const severityColors = ["cyan.8", "indigo.6", "grape.6", "orange.8", "red.8"] as const;
export const bySeverity: Looks = ({ label }) => severityColors[Number(label) - 1] ?? restColor;

const named =
  (names: Readonly<Record<string, string>>, none: string): Words =>
  (label) =>
    label === null ? none : (names[label] ?? (label === "" ? "Empty text" : label));

export const systemWords = named({}, "Not known");
export const joinWords: Words = (label) => (label === null ? "No join type" : joinTypeWords(label));
export const complianceWords = named({ true: "Compliant", false: "Not compliant" }, "Compliance unknown");
export const severityLabels: Words = (label) =>
  severityWords(label === null ? null : Number(label), "No severity");
export const ageWords = named(signInAgeNames, "Never");

/** Whatever none of the values is; null where one of them cannot be asked for. */
function restQuery(shown: readonly FacetValue[]): string | null {
  const queries = shown.map(({ query }) => query);
  return queries.includes(null) ? null : `not (${queries.join(" or ")})`;
}

/** The highest first, and none last. */
export const highestFirst = (one: FacetValue, other: FacetValue): number =>
  Number(other.label) - Number(one.label);

interface SliceOptions {
  readonly words: Words;
  readonly colors: Looks;
  /** Where the values have an order of their own; the most frequent come first otherwise. */
  readonly order?: (one: FacetValue, other: FacetValue) => number;
  /** How many values are shown by themselves. */
  readonly most?: number;
}

/** `total`: how many assets there are; each has one value of the facet. */
export function slicesOf(
  { values }: Pick<Facet, "values">,
  total: number,
  { words, colors, order, most = 6 }: SliceOptions,
): readonly Slice[] {
  const isAll = values.length <= most + 1;
  const first = isAll ? values : values.slice(0, most);
  const shown = order === undefined ? first : first.toSorted(order);
  const slices = shown.map((value, place) => ({
    label: words(value.label),
    count: value.count,
    query: value.query,
    color: value.label === null ? restColor : colors(value, place),
  }));
  const rest = total - shown.reduce((sum, { count }) => sum + count, 0);
  if (isAll || rest <= 0) return slices;
  return [...slices, { label: "All others", count: rest, query: restQuery(shown), color: restColor }];
}

/** e.g. "12 %", "under 1 %" */
export function shareWords(count: number, total: number): string {
  const percent = total === 0 ? 0 : (count / total) * 100;
  if (count > 0 && percent < 1) return "under 1 %";
  if (count < total && percent > 99) return "over 99 %";
  return `${Math.round(percent)} %`;
}
