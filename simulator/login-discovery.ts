// What clients learn of the login host before they ask for a token: OpenID Connect discovery and instance discovery.

import type { Tenant } from "./tenant.ts";

export interface HostUrls {
  readonly login: string;
  readonly graph: string;
}

/** learn.microsoft.com/entra/identity-platform/v2-protocols-oidc; v1 names another issuer and v1 endpoints. */
export function openIdConfiguration({ login, graph }: HostUrls, tenant: Tenant, isV2: boolean): object {
  const base = `${login}/${tenant.tenantId}`;
  const version = isV2 ? "/v2.0" : "";
  return {
    token_endpoint: `${base}/oauth2${version}/token`,
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
    jwks_uri: `${base}/discovery${version}/keys`,
    response_modes_supported: ["query", "fragment", "form_post"],
    response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    issuer: isV2 ? `${base}/v2.0` : `https://sts.windows.net/${tenant.tenantId}/`,
    authorization_endpoint: `${base}/oauth2${version}/authorize`,
    tenant_region_scope: "EU",
    cloud_instance_name: new URL(login).host,
    cloud_graph_host_name: new URL(graph).host,
    msgraph_host: new URL(graph).host,
  };
}

/** MSAL asks which hosts are the same cloud (`/common/discovery/instance?api-version=1.1&authorization_endpoint=…`). */
export function instanceDiscovery(login: string): object {
  const { host } = new URL(login);
  return {
    tenant_discovery_endpoint: `${login}/common/v2.0/.well-known/openid-configuration`,
    "api-version": "1.1",
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}
