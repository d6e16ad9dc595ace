// The login host: tokens, OpenID and instance discovery, signing keys.

import { randomUUID } from "node:crypto";
import { type Answer, plainJsonAnswer, textAnswer } from "./answer.ts";
import { commonTenant, LoginProblem, loginProblemAnswer, malformedTenant, unknownTenant } from "./login-problem.ts";
import { domainSentinel, noConsentDomain } from "./sentinels.ts";
import type { SigningKey } from "./signing-key.ts";
import type { HostRequest } from "./http-server.ts";
import type { Tenant } from "./tenant.ts";
import { issueToken } from "./token.ts";

export interface LoginHostParts {
  readonly key: SigningKey;
  readonly tenants: () => readonly Tenant[];
  readonly urls: () => { readonly loginUrl: string; readonly graphUrl: string };
  readonly now: () => number;
}

const tokenPath = /^\/([^/]+)\/oauth2\/(v2\.0\/)?token$/;
const discoveryPath = /^\/([^/]+)\/(v2\.0\/)?\.well-known\/openid-configuration$/;
const keysPath = /^\/[^/]+\/discovery\/(v2\.0\/)?keys$/;

export function isTokenPath(path: string): boolean {
  return tokenPath.test(path);
}

export async function answerLogin(parts: LoginHostParts, request: HostRequest): Promise<Answer> {
  try {
    return await route(parts, request);
  } catch (error) {
    if (!(error instanceof LoginProblem)) throw error;
    const asked = new URLSearchParams(request.search).get("client-request-id");
    const correlationId = request.headers["client-request-id"] ?? asked ?? randomUUID();
    return loginProblemAnswer(error, correlationId, new Date(parts.now()));
  }
}

async function route(parts: LoginHostParts, request: HostRequest): Promise<Answer> {
  const { method, path } = request;
  const token = tokenPath.exec(path);
  if (token !== null && method === "POST") {
    return await answerToken(parts, request, token[1] ?? "", token[2] === undefined ? "v1" : "v2");
  }
  const discovery = discoveryPath.exec(path);
  if (discovery !== null && method === "GET") return openidConfiguration(parts, discovery[1] ?? "", discovery[2] ?? "");
  if (path === "/common/discovery/instance" && method === "GET") return instanceDiscovery(parts);
  if (keysPath.test(path) && method === "GET") return plainJsonAnswer(200, { keys: [parts.key.publicJwk] });
  return textAnswer(404, "Not found", "text/plain");
}

async function answerToken(
  parts: LoginHostParts,
  request: HostRequest,
  tenantName: string,
  version: "v1" | "v2",
): Promise<Answer> {
  const name = decodeURIComponent(tenantName);
  const tenant = findTenant(parts, name, "token");
  return await issueToken(
    {
      version,
      tenant,
      withoutConsent: name.toLowerCase() === noConsentDomain,
      form: new URLSearchParams(request.body),
      authorization: request.headers.authorization,
      graphUrl: parts.urls().graphUrl,
      now: parts.now(),
    },
    parts.key,
  );
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const domainName = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i;

/** A tenant is named by its id or by its domain. */
function findTenant({ tenants }: LoginHostParts, name: string, at: "token" | "discovery"): Tenant {
  const lowered = name.toLowerCase();
  if (["common", "consumers", "organizations"].includes(lowered)) throw commonTenant(lowered);
  const sentinel = domainSentinel(lowered);
  if (sentinel !== undefined && at === "token") throw sentinel;
  const known = tenants().find(({ tenantId, domain }) => tenantId === lowered || domain.toLowerCase() === lowered);
  if (known !== undefined) return known;
  const [first] = tenants();
  if (lowered === noConsentDomain && first !== undefined) return first;
  if (!guid.test(name) && !domainName.test(name)) throw malformedTenant(name);
  throw unknownTenant(name, at);
}

function openidConfiguration(parts: LoginHostParts, tenantName: string, version: string): Answer {
  const { loginUrl, graphUrl } = parts.urls();
  const { tenantId } = findTenant(parts, decodeURIComponent(tenantName), "discovery");
  const base = `${loginUrl}/${tenantId}`;
  return plainJsonAnswer(200, {
    token_endpoint: `${base}/oauth2/${version}token`,
    token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
    jwks_uri: `${base}/discovery/${version}keys`,
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    issuer: version === "" ? `https://sts.windows.net/${tenantId}/` : `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/${version}authorize`,
    end_session_endpoint: `${base}/oauth2/${version}logout`,
    tenant_region_scope: "EU",
    cloud_instance_name: "microsoftonline.com",
    msgraph_host: new URL(graphUrl).host,
  });
}

function instanceDiscovery(parts: LoginHostParts): Answer {
  const { loginUrl } = parts.urls();
  const { host } = new URL(loginUrl);
  const [first] = parts.tenants();
  return plainJsonAnswer(200, {
    tenant_discovery_endpoint: `${loginUrl}/${first?.tenantId ?? "common"}/v2.0/.well-known/openid-configuration`,
    "api-version": "1.1",
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  });
}
