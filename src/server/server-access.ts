// Access as the server's configuration asks for it.

import { createAccess } from "../access/create-access.ts";
import type { Access } from "../core/access.ts";
import { RollcallError } from "../core/error.ts";
import type { Backend } from "./backend.ts";
import type { Config, OidcConfig } from "./config.ts";
import { readNamedFile } from "./named-file.ts";
import { systemClock } from "./system-clock.ts";

function readClientSecret({ clientSecretFile }: OidcConfig): string {
  const text = readNamedFile("ROLLCALL_OIDC_CLIENT_SECRET_FILE", clientSecretFile);
  const secret = text.split(/\r?\n/, 1)[0]?.trim() ?? "";
  if (secret !== "") return secret;
  throw new RollcallError("config.invalid", "ROLLCALL_OIDC_CLIENT_SECRET_FILE: its first line is empty.");
}

/** `baseUrl` is where users reach the server. Throws `config.invalid` where the issuer's client secret cannot be read. */
export function openAccess(
  store: Pick<Backend, "db" | "dialect" | "sessionSecret">,
  { oidc }: Pick<Config, "oidc">,
  baseUrl: string,
): Access {
  return createAccess({
    db: store.db,
    dialect: store.dialect,
    clock: systemClock,
    sessionSecret: store.sessionSecret,
    baseUrl,
    oidc:
      oidc === null
        ? null
        : {
            issuer: oidc.issuer,
            clientId: oidc.clientId,
            clientSecret: readClientSecret(oidc),
            defaultRole: oidc.defaultRole,
            ...(oidc.allowedDomains.length > 0 && { allowedDomains: oidc.allowedDomains }),
            ...(oidc.adminEmails.length > 0 && { adminEmails: oidc.adminEmails }),
          },
  });
}
