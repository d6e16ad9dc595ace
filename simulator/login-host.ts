// The login host: the v1 and v2 token endpoints, signed tokens and the documented refusals.

import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { generateKeyPair, SignJWT } from "jose";
import type { Answer } from "./answer.ts";
import { jsonAnswer, readBody } from "./answer.ts";
import type { Tenant } from "./start.ts";

const lifetimeSeconds = 3599;

export interface LoginHost {
  answer(request: IncomingMessage, url: URL): Promise<Answer>;
  /** The tenant that a token is for, or undefined where the token is not one of ours or is past its time. */
  tenantOf(token: string): Tenant | undefined;
}

function refusal(status: number, error: string, code: number, text: string): Answer {
  const trace = randomUUID();
  const correlation = randomUUID();
  const timestamp = `${new Date().toISOString().slice(0, 19).replace("T", " ")}Z`;
  return jsonAnswer(status, {
    error,
    error_description: `AADSTS${code}: ${text}\r\nTrace ID: ${trace}\r\nCorrelation ID: ${correlation}\r\nTimestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
  });
}

function findRefusal(tenant: Tenant | undefined, name: string, form: URLSearchParams): Answer | null {
  if (tenant === undefined)
    return refusal(
      400,
      "invalid_request",
      90002,
      `Tenant '${name}' not found. Check to make sure you have the correct tenant ID.`,
    );
  const client = form.get("client_id") ?? "";
  if (client !== tenant.clientId)
    return refusal(
      400,
      "unauthorized_client",
      700016,
      `Application with identifier '${client}' was not found in the directory.`,
    );
  const secret = form.get("client_secret");
  if (secret === null)
    return refusal(
      401,
      "invalid_client",
      7000218,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    );
  if (secret !== tenant.clientSecret)
    return refusal(
      401,
      "invalid_client",
      7000215,
      "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.",
    );
  return null;
}

export async function createLoginHost(tenants: ReadonlyMap<string, Tenant>): Promise<LoginHost> {
  const { privateKey } = await generateKeyPair("RS256");
  const issued = new Map<string, { readonly tenant: Tenant; readonly expiresAt: number }>();
  const issue = async (tenant: Tenant, audience: string): Promise<string> => {
    const roles = tenant.isPermitted ? { roles: ["Device.Read.All"] } : {};
    const token = await new SignJWT({ tid: tenant.tenantId, appid: tenant.clientId, ...roles })
      .setProtectedHeader({ alg: "RS256", typ: "JWT" })
      .setAudience(audience)
      .setIssuer(`https://sts.windows.net/${tenant.tenantId}/`)
      .setIssuedAt()
      .setJti(randomUUID())
      .setExpirationTime(`${lifetimeSeconds} s`)
      .sign(privateKey);
    issued.set(token, { tenant, expiresAt: Date.now() + lifetimeSeconds * 1000 });
    return token;
  };
  return {
    tenantOf: (token) => {
      const found = issued.get(token);
      return found !== undefined && found.expiresAt > Date.now() ? found.tenant : undefined;
    },
    answer: async (request, url) => {
      const [, name = "", ...rest] = decodeURIComponent(url.pathname).split("/");
      const isV1 = rest.join("/") === "oauth2/token";
      if (request.method !== "POST" || (!isV1 && rest.join("/") !== "oauth2/v2.0/token"))
        return jsonAnswer(404, { error: "not_found" });
      const form = new URLSearchParams(await readBody(request));
      const tenant = tenants.get(name);
      const refused = findRefusal(tenant, name, form);
      if (tenant === undefined || refused !== null) return refused ?? jsonAnswer(400, {});
      const audience = isV1 ? form.get("resource") : (form.get("scope") ?? "").replace(/\/\.default$/, "");
      const access_token = await issue(tenant, audience ?? "");
      const plain = {
        token_type: "Bearer",
        expires_in: lifetimeSeconds,
        ext_expires_in: lifetimeSeconds,
        access_token,
      };
      if (!isV1) return jsonAnswer(200, plain);
      // The v1 endpoint writes its numbers as texts.
      const expires_on = String(Math.floor(Date.now() / 1000) + lifetimeSeconds);
      const texts = {
        expires_in: String(lifetimeSeconds),
        ext_expires_in: String(lifetimeSeconds),
        expires_on,
      };
      return jsonAnswer(200, { ...plain, ...texts, resource: audience });
    },
  };
}
