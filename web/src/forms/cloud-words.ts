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

interface Host {
  readonly name: string;
  readonly port: string;
}

/** Both have to be reached. */
export function hostsOf({ loginUrl, graphUrl }: CloudView): readonly Host[] {
  return [loginUrl, graphUrl].map((url) => {
    const { hostname, port, protocol } = new URL(url);
    return { name: hostname, port: port || (protocol === "http:" ? "80" : "443") };
  });
}

/** With the port where it is not the one of HTTPS, e.g. "login.contoso.example and 10.0.0.1:8443". */
export const hostsInWords = (cloud: CloudView): string =>
  hostsOf(cloud)
    .map(({ name, port }) => (port === "443" ? name : `${name}:${port}`))
    .join(" and ");
