// The control side, `/_simulator` on the Graph host: tenants, and what of a tenant is not its devices.

import { z } from "zod";
import { type Answer, jsonAnswer } from "./answer.ts";
import { answerControl } from "./control.ts";
import { faultRule } from "./fault.ts";
import type { HostRequest } from "./http-server.ts";
import { type Tenant, type TenantOptions, tenantOptions } from "./tenant.ts";
import { TenantExistsError, type Tenants } from "./tenants.ts";

/** A request that the control side refuses; it becomes the answer. */
class ControlError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Action = (tenant: Tenant, body: string) => unknown;
type Actions = Readonly<Record<string, Action>>;

function parseBody<Value>(schema: z.ZodType<Value>, body: string): Value {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (error) {
    throw new ControlError(400, `The body is no JSON: ${error instanceof Error ? error.message : ""}`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ControlError(400, z.prettifyError(parsed.error));
}

const throttleBody = z.strictObject({ unitsPerTenSeconds: z.number().int().positive().nullable() });
const latencyBody = z.strictObject({ latencyMs: z.number().int().nonnegative() });
const consentBody = z.strictObject({ roles: z.array(z.string()) });
const secretBody = z.strictObject({ value: z.string().min(1), expiresAt: z.iso.datetime().nullish() });
/** One rule, or a list of them. */
const faultRules = z.preprocess((body) => (Array.isArray(body) ? body : [body]), z.array(faultRule));
const secretName = z.strictObject({ secretId: z.guid() });

function secretsOf(tenant: Tenant): unknown {
  return tenant.secrets.map(({ secretId, expiresAt }) => ({
    secretId,
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  }));
}

function addSecret(tenant: Tenant, body: string): unknown {
  const { value, expiresAt } = parseBody(secretBody, body);
  const { secretId } = tenant.addSecret(value, expiresAt == null ? null : Date.parse(expiresAt));
  return { secretId };
}

function expireSecret(tenant: Tenant, body: string): unknown {
  const { secretId } = parseBody(secretName, body);
  const secret = tenant.secrets.find((candidate) => candidate.secretId === secretId);
  if (secret === undefined) throw new ControlError(404, `There is no secret ${secretId}.`);
  secret.expiresAt = 0;
  return {};
}

function removeSecret(tenant: Tenant, body: string): unknown {
  const { secretId } = parseBody(secretName, body);
  const place = tenant.secrets.findIndex((candidate) => candidate.secretId === secretId);
  if (place < 0) throw new ControlError(404, `There is no secret ${secretId}.`);
  if (tenant.secrets.length === 1) throw new ControlError(400, "The app's last secret stays.");
  tenant.secrets.splice(place, 1);
  return {};
}

function setRoles(tenant: Tenant, body: string): unknown {
  const { roles } = parseBody(consentBody, body);
  tenant.roles.clear();
  for (const role of roles) tenant.roles.add(role);
  return { roles };
}

function addFaults(tenant: Tenant, body: string): unknown {
  const rules = parseBody(faultRules, body);
  tenant.faults.add(...rules);
  return { faults: tenant.faults.list() };
}

/** By action and method; every other action is the directory's. */
const tenantActions: Readonly<Record<string, Actions>> = {
  faults: {
    GET: (tenant) => ({ faults: tenant.faults.list(), hanging: tenant.faults.hanging }),
    POST: addFaults,
    DELETE: (tenant) => {
      tenant.faults.clear();
      return {};
    },
  },
  "faults/release": { POST: (tenant) => ({ released: tenant.faults.release() }) },
  throttle: {
    GET: (tenant) => ({ unitsPerTenSeconds: tenant.throttle.limit }),
    PUT: (tenant, body) => {
      tenant.throttle.limit = parseBody(throttleBody, body).unitsPerTenSeconds;
      return {};
    },
  },
  latency: {
    GET: ({ latencyMs }) => ({ latencyMs }),
    PUT: (tenant, body) => {
      tenant.latencyMs = parseBody(latencyBody, body).latencyMs;
      return {};
    },
  },
  consent: { GET: (tenant) => ({ roles: [...tenant.roles] }), PUT: setRoles },
  secrets: { GET: secretsOf, POST: addSecret, DELETE: removeSecret },
  "secrets/expire": { POST: expireSecret },
  "tokens/expire": {
    POST: (tenant) => {
      tenant.expireTokens();
      return {};
    },
  },
};

function describe({ tenantId, domain, clientId, clientSecret, directory }: Tenant): object {
  return { tenantId, domain, clientId, clientSecret, devices: directory.count() };
}

function chosenAction(actions: Actions, method: string): Action {
  const chosen = Object.hasOwn(actions, method) ? actions[method] : undefined;
  if (chosen !== undefined) return chosen;
  throw new ControlError(405, `This takes ${Object.keys(actions).join(", ")}, not ${method}.`);
}

function createTenant(tenants: Tenants, body: string): object {
  const options: TenantOptions = parseBody(tenantOptions, body);
  try {
    return describe(tenants.create(options));
  } catch (error) {
    if (error instanceof TenantExistsError) throw new ControlError(409, error.message);
    throw error;
  }
}

function answerTenants(tenants: Tenants, method: string, body: string): Answer {
  if (method === "GET") return jsonAnswer(200, { tenants: tenants.all.map(describe) });
  if (method === "POST") return jsonAnswer(201, createTenant(tenants, body));
  throw new ControlError(405, `This takes GET, POST, not ${method}.`);
}

function route(tenants: Tenants, { method, url, body }: HostRequest): Answer {
  const [, , kind, name, ...rest] = url.pathname.split("/");
  if (kind !== "tenants") throw new ControlError(404, "There is only /_simulator/tenants.");
  if (name === undefined || name === "") return answerTenants(tenants, method, body);
  const tenant = tenants.find(name);
  if (tenant === undefined) throw new ControlError(404, `There is no tenant ${name}.`);
  const action = rest.join("/");
  if (action === "" && method === "GET") return jsonAnswer(200, describe(tenant));
  const actions = Object.hasOwn(tenantActions, action) ? tenantActions[action] : undefined;
  if (actions === undefined)
    return answerControl(tenant.directory, { method, action, query: url.searchParams, body });
  return jsonAnswer(200, chosenAction(actions, method)(tenant, body));
}

/** Everything under `/_simulator`. It is on loopback, and asks for no sign-in. */
export function answerControlHost(tenants: Tenants, request: HostRequest): Answer {
  try {
    return route(tenants, request);
  } catch (error) {
    if (error instanceof ControlError) return jsonAnswer(error.status, { error: error.message });
    throw error;
  }
}
