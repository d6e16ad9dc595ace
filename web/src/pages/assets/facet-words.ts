// What facets and their values are called on the screen.

import type { FacetsView } from "../../../../src/contract/asset-search.ts";

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
  severity: { "1": "1 – lowest", "5": "5 – highest" },
  lifecycle: { active: "Active", retired: "Retired" },
  lastSignInAge: {
    "7 days": "Within 7 days",
    "30 days": "7 to 30 days ago",
    "90 days": "30 to 90 days ago",
    "180 days": "90 to 180 days ago",
    older: "More than 180 days ago",
  },
};

export function valueWords(name: FacetName, label: string | null): string {
  if (label === null) return withoutValue[name] ?? "No value";
  if (label === "") return "Empty";
  return words[name]?.[label] ?? label;
}
