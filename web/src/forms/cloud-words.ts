// Microsoft's clouds as people know them.

import type { CloudView } from "../../../src/contract/connection.ts";

const labels: Readonly<Record<string, string>> = {
  global: "Global",
  us_gov_l4: "US Government L4",
  us_gov_l5: "US Government L5 (DoD)",
  china: "China (21Vianet)",
};

/** One that the operator has allowed goes by its own name. */
export const cloudLabel = (name: string): string => labels[name] ?? name;

export const hostsOf = ({ loginUrl, graphUrl }: CloudView): readonly string[] => [
  new URL(loginUrl).host,
  new URL(graphUrl).host,
];

export const hostsInWords = (cloud: CloudView): string => hostsOf(cloud).join(" and ");
