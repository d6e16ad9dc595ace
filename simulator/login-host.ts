// The login host: tokens, OpenID discovery, signing keys, and the refusals that come before any of them.

import { randomUUID } from "node:crypto";
import type { AccessTokens } from "./access-token.ts";
import { type Answer, type Delivery, jsonAnswer, textOf, withHeaders } from "./answer.ts";
import type { Clock } from "./clock.ts";
import { applyFault, type FaultVoice } from "./fault-answers.ts";
import { type HostRequest, type Respond, whole } from "./http-server.ts";
import { type HostUrls, instanceDiscovery, openIdConfiguration } from "./login-discovery.ts";
import { type Reason, type RefusalContext, refuse } from "./login-refusal.ts";
import type { Tenant } from "./tenant.ts";
import type { Tenants } from "./tenants.ts";
import {
  type EndpointVersion,
  graphAudience,
  judgeTokenRequest,
  readTokenRequest,
  tokenAnswer,
} from "./token-endpoint.ts";

export interface LoginHostSettings {
  readonly clock: Clock;
  readonly tokens: AccessTokens;
  readonly tenants: Tenants;
  readonly urls: HostUrls;
}

type Route =
  | { readonly kind: "token"; readonly version: EndpointVersion }
  | { readonly kind: "discovery"; readonly isV2: boolean }
  | { readonly kind: "keys" };

const routes: Readonly<Record<string, Route>> = {
  "oauth2/token": { kind: "token", version: "v1" },
  "oauth2/v2.0/token": { kind: "token", version: "v2" },
  ".well-known/openid-configuration": { kind: "discovery", isV2: false },
  "v2.0/.well-known/openid-configuration": { kind: "discovery", isV2: true },
  "discovery/keys": { kind: "keys" },
  "discovery/v2.0/keys": { kind: "keys" },
};

const usualHeaders = { "cache-control": "no-store, no-cache", pragma: "no-cache" };
const sharedNames = ["common", "organizations", "consumers"];
const guidOrDomain = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z0-9-]+(?:\.[a-z0-9-]+)+)$/i;

/** Why a name is no tenant to sign in to; `common` and its like name none for client credentials. */
function nameReason(name: string): Reason {
  if (name === "organizations") return { code: 50059 };
  if (sharedNames.includes(name)) return { code: 9001023 };
  return { code: guidOrDomain.test(name) ? 90002 : 900023, subject: name };
}

function voiceOf(url: URL, context: RefusalContext): FaultVoice {
  return {
    url,
    status: ({ status, code }) =>
      refuse({ code: status === 429 ? 90055 : 90033 }, context, {
        status,
        ...(code === undefined ? {} : { error: code }),
      }),
    errorBody: (code) => textOf(refuse({ code: 90033 }, context, { error: code })),
    special: (fault, answer) => (fault.kind === "refusal" ? refuse({ code: fault.code }, context) : answer()),
  };
}

async function answerToken(
  settings: LoginHostSettings,
  tenant: Tenant,
  request: HostRequest,
  version: EndpointVersion,
  context: RefusalContext,
): Promise<Answer> {
  if (request.method !== "POST") return refuse({ code: 900144, subject: "grant_type" }, context);
  const { tokens, urls } = settings;
  const asked = readTokenRequest(request, version);
  const verdict = judgeTokenRequest(tenant, asked, context.now, graphAudience(urls.graph));
  if ("code" in verdict) return refuse(verdict, context);
  const issued = await tokens.issue(tenant, verdict.audience);
  return tokenAnswer(issued, version, verdict.audience);
}

async function answerRoute(
  settings: LoginHostSettings,
  route: Route,
  tenant: Tenant,
  request: HostRequest,
  context: RefusalContext,
): Promise<Delivery> {
  const { urls, tokens, clock } = settings;
  if (tenant.latencyMs > 0) await clock.sleep(tenant.latencyMs);
  const fault = tenant.faults.take("login", route.kind);
  if (fault?.kind === "hang") await tenant.faults.hang();
  const found =
    route.kind === "token"
      ? await answerToken(settings, tenant, request, route.version, context)
      : jsonAnswer(200, route.kind === "keys" ? tokens.keys : openIdConfiguration(urls, tenant, route.isV2));
  return fault === null ? whole(found) : applyFault(fault, voiceOf(request.url, context), () => found);
}

/** Discovery words an unknown tenant as `invalid_tenant`, the token endpoint as `invalid_request`; both were observed. */
function unknownTenant(name: string, route: Route, context: RefusalContext): Answer {
  const reason = nameReason(name);
  const isDiscovery = route.kind !== "token" && reason.code === 90002;
  return refuse(reason, context, isDiscovery ? { error: "invalid_tenant" } : {});
}

async function respond(settings: LoginHostSettings, request: HostRequest): Promise<Delivery> {
  const { urls, tenants, clock } = settings;
  const [, first = "", ...rest] = request.url.pathname.split("/");
  const path = rest.join("/");
  if (`${first}/${path}` === "common/discovery/instance")
    return whole(jsonAnswer(200, instanceDiscovery(urls.login)));
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (route === undefined) return whole(jsonAnswer(404, { error: "not_found" }));
  const correlationId =
    request.headers["client-request-id"] ?? request.url.searchParams.get("client-request-id") ?? undefined;
  const context = { now: clock.now(), correlationId, loginUrl: urls.login };
  const name = decodeName(first);
  const tenant = tenants.find(name);
  if (tenant === undefined) return whole(unknownTenant(name, route, context));
  return answerRoute(settings, route, tenant, request, context);
}

/** A name that is no good percent-encoding stays as it came. */
function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function createLoginHost(settings: LoginHostSettings): Respond {
  return async (request) => {
    const { answer, wire } = await respond(settings, request);
    return { answer: withHeaders(answer, { ...usualHeaders, "x-ms-request-id": randomUUID() }), wire };
  };
}
