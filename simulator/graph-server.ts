// The Graph host around its answers: who may ask, how much, which fault shows, and the headers of every answer.

import { randomUUID } from "node:crypto";
import {
  claimsChallenge,
  expiredMessage,
  type GraphContext,
  graphFailure,
  unauthorized,
} from "./access-failure.ts";
import type { AccessTokens } from "./access-token.ts";
import { type Answer, type Delivery, textOf, withHeaders } from "./answer.ts";
import type { Clock } from "./clock.ts";
import type { Fault } from "./fault.ts";
import { applyFault, type FaultVoice } from "./fault-answers.ts";
import { answerGraph, operationOf } from "./graph-host.ts";
import { type HostRequest, type Respond, whole } from "./http-server.ts";
import type { HostUrls } from "./login-discovery.ts";
import { alterPage, withoutMark } from "./page-faults.ts";
import type { Tenant } from "./tenant.ts";
import { resourceUnits, throttleHeaders } from "./throttle.ts";
import { graphAudience } from "./token-endpoint.ts";

export interface GraphServerSettings {
  readonly clock: Clock;
  readonly tokens: AccessTokens;
  readonly urls: HostUrls;
}

/** Any of these may read devices (learn.microsoft.com/graph/api/device-list). */
const readingRoles = [
  "Device.Read.All",
  "Device.ReadWrite.All",
  "Directory.Read.All",
  "Directory.ReadWrite.All",
];

const refusedMessages = {
  malformed: "CompactToken validation failed with reason code: 80049228.",
  expired: expiredMessage,
  not_yet_valid: "Access token has expired or is not yet valid.",
  wrong_audience: "Access token validation failure. Invalid audience.",
} as const;

const statusCodes: Readonly<Record<number, string>> = {
  400: "Request_BadRequest",
  403: "Authorization_RequestDenied",
  404: "Request_ResourceNotFound",
  410: "syncStateNotFound",
  429: "TooManyRequests",
  500: "generalException",
  503: "serviceNotAvailable",
};

/** As seen on a directory's 429 in 2024. */
const throttledMessage = (tenant: Tenant): string =>
  `Too many requests from Identifier:${tenant.tenantId} under category:aadgraph.app.tenant_large. Please try again later.`;

function throttled(context: GraphContext, tenant: Tenant, retryAfterSeconds: number): Answer {
  const answer = graphFailure(context, 429, "TooManyRequests", throttledMessage(tenant));
  return withHeaders(answer, {
    "retry-after": String(retryAfterSeconds),
    "x-ms-throttle-scope": `Tenant_Application/ReadWrite/${tenant.clientId}/${tenant.tenantId}`,
    "x-ms-throttle-information": "ResourceUnitLimitExceeded",
  });
}

/** A resync answers where to begin anew, with an empty token (learn.microsoft.com/graph/delta-query-overview). */
function statusFault(context: GraphContext, fault: Extract<Fault, { kind: "status" }>): Answer {
  const { status, code, message } = fault;
  const usual = statusCodes[status] ?? "UnknownError";
  const answer = graphFailure(context, status, code ?? usual, message ?? "This is a planned fault.");
  const location = `${context.request.url.origin}/v1.0/devices/delta?$deltatoken=`;
  return status === 410 ? withHeaders(answer, { location }) : answer;
}

function voiceOf(context: GraphContext): FaultVoice {
  const { url } = context.request;
  return {
    url,
    status: (fault) => statusFault(context, fault),
    errorBody: (code) => textOf(graphFailure(context, 200, code, "This is a planned fault.")),
    special: (fault, answer) => {
      if (fault.kind === "page") return alterPage(answer(), fault, url);
      return fault.kind === "claims_challenge"
        ? claimsChallenge(context)
        : unauthorized(context, expiredMessage);
    },
  };
}

/** Each request of a batch is charged by itself (learn.microsoft.com/graph/throttling); the batch counts them. */
function costOf({ url, body }: HostRequest): number {
  if (operationOf(url.pathname) !== "batch") return resourceUnits(url);
  return Math.max(1, body.split('"url"').length - 1);
}

function answerAllowed(context: GraphContext, tenant: Tenant, roles: readonly string[]): Answer {
  const { request } = context;
  const verdict = tenant.throttle.charge(costOf(request));
  if (verdict.retryAfterSeconds !== null)
    return withHeaders(throttled(context, tenant, verdict.retryAfterSeconds), throttleHeaders(verdict));
  const answer = roles.some((role) => readingRoles.includes(role))
    ? answerGraph(tenant.directory, { ...request, url: withoutMark(request.url) })
    : graphFailure(
        context,
        403,
        "Authorization_RequestDenied",
        "Insufficient privileges to complete the operation.",
      );
  return withHeaders(answer, throttleHeaders(verdict));
}

async function answerTenant(
  settings: GraphServerSettings,
  context: GraphContext,
  tenant: Tenant,
  roles: readonly string[],
): Promise<Delivery> {
  if (tenant.latencyMs > 0) await settings.clock.sleep(tenant.latencyMs);
  const operation = operationOf(context.request.url.pathname);
  const planned = tenant.faults.take("graph", operation);
  if (planned?.kind === "hang") await tenant.faults.hang();
  const answer = (): Answer => answerAllowed(context, tenant, roles);
  if (planned !== null) return applyFault(planned, voiceOf(context), answer);
  const found = answer();
  const sentinel = tenant.sentinelPages.take(operation ?? "", textOf(found));
  return sentinel === null ? whole(found) : applyFault(sentinel, voiceOf(context), () => found);
}

async function respond(settings: GraphServerSettings, context: GraphContext): Promise<Delivery> {
  const token = /^bearer (\S+)$/i.exec(context.request.headers.authorization ?? "")?.[1];
  if (token === undefined) return whole(unauthorized(context, "Access token is empty."));
  const verdict = await settings.tokens.judge(token, graphAudience(settings.urls.graph));
  if (verdict.kind !== "good") return whole(unauthorized(context, refusedMessages[verdict.kind]));
  return answerTenant(settings, context, verdict.tenant, verdict.roles);
}

/** The headers of a real answer, as recorded in 2023; an error's own request id stays. */
function withUsualHeaders({ headers }: HostRequest, answer: Answer): Answer {
  const requestId = answer.headers["request-id"] ?? randomUUID();
  const server = { DataCenter: "Simulator", Slice: "E", Ring: "1", ScaleUnit: "000", RoleInstance: "SIM" };
  const usual = {
    "request-id": requestId,
    "client-request-id": headers["client-request-id"] ?? requestId,
    "odata-version": "4.0",
    "x-ms-ags-diagnostic": JSON.stringify({ ServerInfo: server }),
    "cache-control": "no-cache",
    vary: "Accept-Encoding",
    "strict-transport-security": "max-age=31536000",
  };
  return { ...answer, headers: { ...usual, ...answer.headers } };
}

export function createGraphServer(settings: GraphServerSettings): Respond {
  return async (request) => {
    const context = { clock: settings.clock, request, loginUrl: settings.urls.login };
    const { answer, wire } = await respond(settings, context);
    return { answer: withUsualHeaders(request, answer), wire };
  };
}
