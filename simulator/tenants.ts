// The tenants of a simulator, by id and by domain; a sentinel's is made when it is first asked for.

import type { Clock } from "./clock.ts";
import type { Directory } from "./directory.ts";
import { sentinelDevices, sentinelTenantSize, sentinelTenants } from "./sentinels.ts";
import { Tenant, type TenantOptions } from "./tenant.ts";

export class TenantExistsError extends Error {}

/** Gives every so many devices one of the sentinel names, in order. */
function nameDevices(directory: Directory, every: number): void {
  for (const [place, displayName] of Object.keys(sentinelDevices).entries())
    directory.set(directory.idOf(place * every), { displayName });
}

export class Tenants {
  readonly #clock: Clock;
  readonly #latencyMs: number;
  readonly #tenants: Tenant[] = [];
  readonly #byName = new Map<string, Tenant>();

  constructor(clock: Clock, latencyMs: number) {
    this.#clock = clock;
    this.#latencyMs = latencyMs;
  }

  get all(): readonly Tenant[] {
    return this.#tenants;
  }

  /** Throws a `TenantExistsError` when its id or domain is taken. */
  create(options: TenantOptions): Tenant {
    const tenant = new Tenant(options, this.#clock);
    for (const name of [tenant.tenantId, tenant.domain])
      if (this.#byName.has(name)) throw new TenantExistsError(`There is a tenant ${name} already.`);
    tenant.latencyMs = this.#latencyMs;
    this.#tenants.push(tenant);
    this.#byName.set(tenant.tenantId, tenant).set(tenant.domain, tenant);
    return tenant;
  }

  /** By GUID or domain, in any case. */
  find(name: string): Tenant | undefined {
    const lowered = name.toLowerCase();
    return this.#byName.get(lowered) ?? this.#makeSentinel(lowered);
  }

  /** A sentinel has the app id and the secret of the first tenant, so that only the tenant's name has to be typed. */
  #makeSentinel(domain: string): Tenant | undefined {
    const sentinel = Object.hasOwn(sentinelTenants, domain) ? sentinelTenants[domain] : undefined;
    const [first] = this.#tenants;
    if (sentinel === undefined || first === undefined) return undefined;
    const { clientId, clientSecret } = first;
    const usual = { devices: sentinelTenantSize, seed: 1, domain, clientId, clientSecret };
    const tenant = this.create({ ...usual, ...sentinel.options });
    tenant.faults.add(...(sentinel.faults ?? []));
    tenant.throttle.limit = sentinel.unitsPerTenSeconds ?? null;
    if (sentinel.secretExpired) for (const secret of tenant.secrets) secret.expiresAt = 0;
    if (sentinel.namesEvery !== undefined) nameDevices(tenant.directory, sentinel.namesEvery);
    return tenant;
  }
}
