// What the user should do about each of Graph's errors: one text for runs and for the connection test.

import type { GraphError } from "../graph/errors/graph-error.ts";
import { TokenRefusedError } from "../graph/errors/token-refused-error.ts";
import { UnreachableError, type UnreachableKind } from "../graph/errors/unreachable-error.ts";
import { generalHint, hintFor } from "./entra-hint.ts";

const otherCauses =
  "If other machines can reach it, check that the tenant ID is the right directory, and Conditional Access for workload identities.";

const extraAuthority =
  "add the CA of that proxy to a PEM file and name the file in ROLLCALL_EXTRA_CA_FILE. Check this server's clock as well.";

const unreachableAdvice: Readonly<Record<UnreachableKind, string>> = {
  dns: `The name does not resolve: check this server's resolver, and that the chosen cloud's hosts are right. Where only a proxy resolves names, set ROLLCALL_HTTPS_PROXY. ${otherCauses}`,
  tcp: `No connection, or it broke off: allow HTTPS (port 443) from this server to this host, or set the proxy (ROLLCALL_HTTPS_PROXY). ${otherCauses}`,
  proxy:
    "The way ends at the proxy: check its address in ROLLCALL_HTTPS_PROXY, its user name and password (407 means that it asks for them), and that it allows CONNECT to this host on port 443 (403 means that it does not). A host that is reached directly goes into ROLLCALL_NO_PROXY.",
  tls: `The TLS handshake failed. The usual cause is a proxy that inspects TLS: ${extraAuthority}`,
  timeout: `The time ran out: allow HTTPS (port 443) from this server to this host, or set the proxy (ROLLCALL_HTTPS_PROXY). ${otherCauses}`,
  closed: "The connection pool is closed already: begin anew.",
};

const permissionAdvice =
  "The application permission Device.Read.All is missing or has no admin consent. In the Microsoft Entra admin center open App registrations > the app > API permissions, add Microsoft Graph > Application permissions > Device.Read.All, and press Grant admin consent. A new consent needs a new token: test again, and allow it a few minutes.";

const comeAgain =
  "Microsoft's service does not answer as it should just now: try again in a few minutes, and look at the service health in the Microsoft 365 admin center.";

const somethingElse =
  "Something other than Microsoft may have answered, such as a proxy or a gateway in between: check the way to this host, and the chosen cloud.";

const adviceByCode: { readonly [code: string]: string } = {
  "graph.forbidden": permissionAdvice,
  "graph.unauthorized":
    "Microsoft Graph does not accept the token: check that the tenant ID is the right directory, and that the cloud is the one in which the tenant is.",
  "graph.refused": `Where Microsoft's words name a device property, take its line out of the connection's transform map, or correct it. Otherwise: ${comeAgain}`,
  "graph.throttled":
    "Microsoft Graph asks to be left alone for a while: another program may read much of this tenant; try again in a few minutes.",
  "graph.unavailable": comeAgain,
  "graph.body_cut": unreachableAdvice.tcp,
  "graph.not_json": somethingElse,
  "graph.redirected": somethingElse,
  "graph.token_malformed": somethingElse,
  "graph.page_malformed": somethingElse,
  "graph.foreign_link": somethingElse,
  "graph.insecure_url": "Give the host as https://name, without a path, in the cloud's pair of hosts.",
  "graph.proxy_malformed": "Correct ROLLCALL_HTTPS_PROXY: http://name:port or https://name:port.",
  "graph.certificate_malformed":
    "Correct the file that ROLLCALL_EXTRA_CA_FILE names: it must hold certificates in PEM form.",
};

function tokenRefusalAdvice({ refusal, exchange }: TokenRefusedError): string {
  if (refusal.error === "temporarily_unavailable" || refusal.error === "server_error") return comeAgain;
  if (refusal.error !== null) return hintFor(refusal.entraCodes);
  return exchange.status === 401 ? `${generalHint} ${somethingElse}` : somethingElse;
}

/** What to do about an error, in the user's terms. */
export function adviceFor(error: GraphError): string {
  if (error instanceof TokenRefusedError) return tokenRefusalAdvice(error);
  if (error instanceof UnreachableError) return unreachableAdvice[error.kind];
  return adviceByCode[error.code] ?? comeAgain;
}
