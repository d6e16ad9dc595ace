// What facets and their values are called on the screen.

import type { FacetsView } from "../../../../src/contract/asset-search.ts";
import { joinWords, severityWords, signInAgeWords, systemWords } from "../../components/asset-words.ts";

export type FacetView = FacetsView["facets"][number];
type FacetName = FacetView["name"];

export const facetTitles: Readonly<Record<FacetName, string>> = {
  category: "Platform",
  operatingSystem: "Operating system",
  trustType: "Join type",
  isCompliant: "Compliant",
  isManaged: "Managed",
  isEnabled: "Enabled",
  severity: "Risk severity",
  tag: "Tag",
  connection: "Connection",
  lifecycle: "State",
  lastSignInAge: "Last sign-in",
};

/** In the order in which people look for them; the server's own for any other. */
export const facetOrder = Object.keys(facetTitles);

const withoutValue: Partial<Record<FacetName, string>> = {
  isCompliant: "Unknown",
  isManaged: "Unknown",
  isEnabled: "Unknown",
  tag: "No tag",
};

const words: Partial<Record<FacetName, Readonly<Record<string, string>>>> = {
  isCompliant: { true: "Yes", false: "No" },
  isManaged: { true: "Yes", false: "No" },
  isEnabled: { true: "Yes", false: "No" },
  lifecycle: { active: "Active", retired: "Retired" },
};

type Words = (label: string | null) => string;
const wordsOf: Partial<Record<FacetName, Words>> = {
  operatingSystem: systemWords,
  trustType: joinWords,
  severity: (label) => severityWords(label === null ? null : Number(label), "None"),
  lastSignInAge: signInAgeWords,
};

export function valueWords(name: FacetName, label: string | null): string {
  const own = wordsOf[name];
  if (own !== undefined) return own(label);
  if (label === null) return withoutValue[name] ?? "No value";
  if (label === "") return "Empty text";
  return words[name]?.[label] ?? label;
}

/** What people see in Microsoft's own pages and write in a query, where our word for it is another. */
export const rawValue = (name: FacetName, label: string | null): string =>
  name === "trustType" && label !== null ? label : valueWords(name, label);
