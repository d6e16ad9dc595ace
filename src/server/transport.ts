// How requests to Microsoft leave this machine, as the operator has configured it.

import type { EntraTransport } from "../entra/entra-client.ts";
import type { Config } from "./config.ts";
import { readNamedFile } from "./named-file.ts";

/** Throws `config.invalid` where the file of certificates cannot be read. */
export function readTransport(config: Pick<Config, "proxyUrl" | "noProxy" | "extraCaFile">): EntraTransport {
  const { proxyUrl, noProxy, extraCaFile } = config;
  return {
    http: {
      ...(proxyUrl !== null && { proxyUrl }),
      ...(noProxy !== null && { noProxy }),
      ...(extraCaFile !== null && {
        extraCertificates: readNamedFile("ROLLCALL_EXTRA_CA_FILE", extraCaFile),
      }),
    },
  };
}
