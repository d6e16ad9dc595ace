// What the login host refuses, and how: status, OAuth error, AADSTS code and words.
//
// Statuses and bodies as observed where that is known, otherwise by meaning
// (learn.microsoft.com/entra/identity-platform/reference-error-codes; v2-oauth2-client-creds-grant-flow).

import { randomUUID } from "node:crypto";
import { type Answer, jsonAnswer } from "./answer.ts";

interface Refusal {
  readonly status: number;
  readonly error: string;
  readonly says: (subject: string) => string;
  readonly suberror?: string;
  readonly claims?: string;
}

const policy = "01234567-89ab-cdef-fedc-ba9876543210";
const capolids = JSON.stringify({ access_token: { capolids: { essential: true, values: [policy] } } });
const otherTenant = "You may have sent your authentication request to the wrong tenant." as const;

const refusals = {
  50059: {
    status: 400,
    error: "invalid_request",
    says: () =>
      "No tenant-identifying information found in either the request or implied by any provided credentials.",
  },
  50196: {
    status: 400,
    error: "invalid_grant",
    says: () => "The server terminated an operation because it encountered a client request loop.",
  },
  53003: {
    status: 400,
    error: "invalid_grant",
    says: () =>
      "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
    suberror: "message_only",
    claims: capolids,
  },
  70003: {
    status: 400,
    error: "unsupported_grant_type",
    says: (grant) => `The app requested an unsupported grant type '${grant}'.`,
  },
  70011: {
    status: 400,
    error: "invalid_scope",
    says: (scope) =>
      `The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
  },
  90002: {
    status: 400,
    error: "invalid_request",
    says: (tenant) =>
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  },
  90033: {
    status: 503,
    error: "temporarily_unavailable",
    says: () => "A transient error has occurred. Please try again.",
  },
  90055: {
    status: 400,
    error: "temporarily_unavailable",
    says: () => "The tenant was throttled due to too many incoming requests. Please try again.",
  },
  500011: {
    status: 400,
    error: "invalid_resource",
    says: (resource) =>
      `The resource principal named ${resource} was not found in the tenant. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. ${otherTenant}`,
  },
  700016: {
    status: 400,
    error: "unauthorized_client",
    says: (client) =>
      `Application with identifier '${client}' was not found in the directory. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. ${otherTenant}`,
  },
  900023: {
    status: 400,
    error: "invalid_request",
    says: (tenant) =>
      `Specified tenant identifier '${tenant}' is neither a valid DNS name, nor a valid external domain.`,
  },
  900144: {
    status: 400,
    error: "invalid_request",
    says: (name) => `The request body must contain the following parameter: '${name}'.`,
  },
  901002: {
    status: 400,
    error: "invalid_request",
    says: () => "The 'resource' request parameter is not supported.",
  },
  7000215: {
    status: 401,
    error: "invalid_client",
    says: (app) =>
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${app}'.`,
  },
  7000216: {
    status: 401,
    error: "invalid_client",
    says: () =>
      "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
  },
  7000218: {
    status: 401,
    error: "invalid_client",
    says: () =>
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  },
  7000222: {
    status: 401,
    error: "invalid_client",
    says: (app) => `The provided client secret keys for app '${app}' are expired.`,
  },
  9001023: {
    status: 400,
    error: "invalid_request",
    says: () =>
      "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.",
  },
} as const satisfies Record<number, Refusal>;

export type RefusalCode = keyof typeof refusals;

/** A reason to refuse, and whom or what it is about: a tenant, an app, a scope. */
export interface Reason {
  readonly code: RefusalCode;
  readonly subject?: string;
}

export interface RefusalContext {
  readonly now: number;
  /** The caller's `client-request-id`, which comes back as the correlation id. */
  readonly correlationId: string | undefined;
  /** Where the error's page is: the login host itself. */
  readonly loginUrl: string;
}

function bodyOf(reason: Reason, refusal: Refusal, { now, correlationId, loginUrl }: RefusalContext) {
  const trace = randomUUID();
  const correlation = correlationId ?? randomUUID();
  const timestamp = `${new Date(now).toISOString().slice(0, 19).replace("T", " ")}Z`;
  const says = `AADSTS${reason.code}: ${refusal.says(reason.subject ?? "")}`;
  const { suberror, claims } = refusal;
  return {
    error: refusal.error,
    error_description: `${says}\r\nTrace ID: ${trace}\r\nCorrelation ID: ${correlation}\r\nTimestamp: ${timestamp}`,
    error_codes: [reason.code],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `${loginUrl}/error?code=${reason.code}`,
    ...(suberror === undefined ? {} : { suberror }),
    ...(claims === undefined ? {} : { claims }),
  };
}

/** The refusal as the token endpoint words it; `status` and `error` only where they differ from the usual ones. */
export function refuse(
  reason: Reason,
  context: RefusalContext,
  unusual: { readonly status?: number; readonly error?: string } = {},
): Answer {
  const refusal: Refusal = { ...refusals[reason.code], ...unusual };
  return jsonAnswer(refusal.status, bodyOf(reason, refusal, context));
}
