// A tenant: who it is, which secrets and permissions its app has, its devices, and how its requests fare.

import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Clock } from "./clock.ts";
import { Directory } from "./directory.ts";
import { FaultPlan } from "./fault-plan.ts";
import { SentinelPages } from "./sentinels.ts";
import { Throttle } from "./throttle.ts";

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);

/** What a tenant may be created with; also the body of `POST /_simulator/tenants`. */
export const tenantOptions = z.strictObject({
  devices: count,
  seed: count,
  /** Share of devices without a name. */
  namelessShare: share.optional(),
  /** Soft-deleted devices, as a share of the live ones and on top of them. */
  softDeletedShare: share.optional(),
  domain: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "It must be a domain name in lower case.")
    .optional(),
  tenantId: z.guid().optional(),
  clientId: z.guid().optional(),
  clientSecret: z.string().min(1).optional(),
  /** Granted application permissions; `Device.Read.All` unless told otherwise. */
  roles: z.array(z.string()).optional(),
  /** A random 60 to 90 minutes unless told otherwise. */
  tokenLifetimeSeconds: z.number().int().positive().optional(),
});

export type TenantOptions = z.input<typeof tenantOptions>;

export interface ClientSecret {
  readonly secretId: string;
  readonly value: string;
  /** Milliseconds since 1970, or null where it does not expire. */
  expiresAt: number | null;
}

export class Tenant {
  readonly tenantId: string;
  readonly domain: string;
  readonly clientId: string;
  readonly servicePrincipalId = randomUUID();
  readonly secrets: ClientSecret[];
  readonly roles: Set<string>;
  readonly directory: Directory;
  readonly faults: FaultPlan;
  readonly throttle: Throttle;
  readonly sentinelPages = new SentinelPages();
  readonly tokenLifetimeSeconds: number | null;
  latencyMs = 0;
  #tokenGeneration = 0;

  constructor(options: TenantOptions, clock: Clock) {
    const { domain, tenantId, clientId, clientSecret, roles, tokenLifetimeSeconds } = options;
    this.tenantId = tenantId?.toLowerCase() ?? randomUUID();
    this.domain = domain ?? `t${this.tenantId.slice(0, 8)}.contoso.example`;
    this.clientId = clientId?.toLowerCase() ?? randomUUID();
    // Secrets of Entra hold characters that a form must encode.
    const value = clientSecret ?? `sim~${randomUUID()}+/=`;
    this.secrets = [{ secretId: randomUUID(), value, expiresAt: null }];
    this.roles = new Set(roles ?? ["Device.Read.All"]);
    this.tokenLifetimeSeconds = tokenLifetimeSeconds ?? null;
    this.directory = new Directory({ ...options, clock: () => clock.now() });
    this.faults = new FaultPlan();
    this.throttle = new Throttle(clock);
  }

  /** Tokens of an earlier generation are refused as expired. */
  get tokenGeneration(): number {
    return this.#tokenGeneration;
  }

  /** The newest secret. */
  get clientSecret(): string {
    const newest = this.secrets.at(-1);
    if (newest === undefined) throw new Error("The tenant's app has no secret.");
    return newest.value;
  }

  addSecret(value: string, expiresAt: number | null): ClientSecret {
    const secret = { secretId: randomUUID(), value, expiresAt };
    this.secrets.push(secret);
    return secret;
  }

  expireTokens(): void {
    this.#tokenGeneration += 1;
  }
}
