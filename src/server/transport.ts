// How requests to Microsoft leave this machine, as the operator has configured it.

import { readFileSync } from "node:fs";
import { RollcallError } from "../core/error.ts";
import type { EntraTransport } from "../entra/entra-client.ts";
import type { Config } from "./config.ts";

function readCertificates(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new RollcallError("config.invalid", `ROLLCALL_EXTRA_CA_FILE: ${file} cannot be read.`, { cause });
  }
}

/** Throws `config.invalid` where the file of certificates cannot be read. */
export function readTransport(config: Pick<Config, "proxyUrl" | "noProxy" | "extraCaFile">): EntraTransport {
  const { proxyUrl, noProxy, extraCaFile } = config;
  return {
    http: {
      ...(proxyUrl !== null && { proxyUrl }),
      ...(noProxy !== null && { noProxy }),
      ...(extraCaFile !== null && { extraCertificates: readCertificates(extraCaFile) }),
    },
  };
}
