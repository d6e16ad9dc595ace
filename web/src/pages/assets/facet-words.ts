// What facets and their values are called on the screen.

import type { FacetsView } from "../../../../src/contract/asset-search.ts";
import { joinTypeWords, severityWords, signInAgeNames } from "../../components/asset-words.ts";

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
  lifecycle: "Lifecycle",
  lastSignInAge: "Last sign-in",
};

/** In the order in which people look for them; the server's own for any other. */
export const facetOrder = Object.keys(facetTitles);

const withoutValue: Partial<Record<FacetName, string>> = {
  isCompliant: "Unknown",
  isManaged: "Unknown",
  isEnabled: "Unknown",
  severity: "None",
  tag: "No tag",
  lastSignInAge: "Never",
};

const words: Partial<Record<FacetName, Readonly<Record<string, string>>>> = {
  isCompliant: { true: "Yes", false: "No" },
  isManaged: { true: "Yes", false: "No" },
  isEnabled: { true: "Yes", false: "No" },
  lifecycle: { active: "Active", retired: "Retired" },
  lastSignInAge: signInAgeNames,
};

export function valueWords(name: FacetName, label: string | null): string {
  if (label === null) return withoutValue[name] ?? "No value";
  if (label === "") return "Empty";
  if (name === "trustType") return joinTypeWords(label);
  if (name === "severity") return severityWords(Number(label), "None");
  return words[name]?.[label] ?? label;
}
