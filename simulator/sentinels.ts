// Names that show an error by themselves: domains of tenants, and names of devices. One table, for code and README.

import type { Fault, PlannedFault } from "./fault.ts";
import type { TenantOptions } from "./tenant.ts";

interface SentinelTenant {
  readonly shows: string;
  readonly options?: Partial<TenantOptions>;
  readonly secretExpired?: true;
  readonly faults?: readonly PlannedFault[];
  readonly unitsPerTenSeconds?: number;
  /** Every so many devices, one has the name of a sentinel device. */
  readonly namesEvery?: number;
}

interface SentinelDevice {
  readonly shows: string;
  readonly fault: Fault;
  /** How often the page with this device fails before it comes; then it begins anew. */
  readonly times: number;
}

const always = (host: "login" | "graph", fault: PlannedFault["fault"]): readonly PlannedFault[] => [
  { host, times: "always", fault },
];

export const sentinelTenants: Readonly<Record<string, SentinelTenant>> = {
  "secret-expired.sentinel.example": { shows: "AADSTS7000222: the secret is expired", secretExpired: true },
  "conditional-access.sentinel.example": {
    shows: "AADSTS53003: a Conditional Access policy blocks the app",
    faults: always("login", { kind: "refusal", code: 53003 }),
  },
  "client-loop.sentinel.example": {
    shows: "AADSTS50196: too many token requests in a row",
    faults: always("login", { kind: "refusal", code: 50196 }),
  },
  "login-throttled.sentinel.example": {
    shows: "AADSTS90055 for the first three token requests, then a token",
    faults: [{ host: "login", times: 3, fault: { kind: "refusal", code: 90055 } }],
  },
  "no-consent.sentinel.example": {
    shows: "a token without roles, and 403 from Graph",
    options: { roles: [] },
  },
  "empty.sentinel.example": { shows: "a tenant without devices", options: { devices: 0 } },
  "throttled.sentinel.example": {
    shows: "10 resource units in ten seconds, 429 beyond",
    unitsPerTenSeconds: 10,
  },
  "unavailable.sentinel.example": {
    shows: "503 from Graph, always",
    faults: always("graph", { kind: "status", status: 503, retryAfter: "1" }),
  },
  "gateway-html.sentinel.example": {
    shows: "a gateway's HTML in place of Graph's answers",
    faults: always("graph", { kind: "html", status: 502 }),
  },
  "reset.sentinel.example": {
    shows: "Graph's connections are reset",
    faults: always("graph", { kind: "reset" }),
  },
  "hang.sentinel.example": { shows: "Graph does not answer", faults: always("graph", { kind: "hang" }) },
  "foreign-link.sentinel.example": {
    shows: "pages whose links lead to another host",
    faults: [
      { operation: "list", times: "always", fault: { kind: "page", alteration: "link_elsewhere" } },
      { operation: "delta", times: "always", fault: { kind: "page", alteration: "link_elsewhere" } },
    ],
  },
  "devices.sentinel.example": {
    shows: "every sentinel device, spread over its pages",
    options: { devices: 2800 },
    namesEvery: 400,
  },
};

export const sentinelDevices: Readonly<Record<string, SentinelDevice>> = {
  "sentinel-throttle-page": {
    shows: "429 with Retry-After",
    fault: { kind: "status", status: 429, retryAfter: "1" },
    times: 2,
  },
  "sentinel-unavailable-page": { shows: "503", fault: { kind: "status", status: 503 }, times: 1 },
  "sentinel-cut-page": { shows: "the body breaks off", fault: { kind: "cut" }, times: 1 },
  "sentinel-reset-page": { shows: "the connection is reset", fault: { kind: "reset" }, times: 1 },
  "sentinel-html-page": {
    shows: "a gateway's HTML with status 502",
    fault: { kind: "html", status: 502 },
    times: 1,
  },
  "sentinel-not-json-page": { shows: "a body that is no JSON", fault: { kind: "not_json" }, times: 1 },
  "sentinel-error-page": {
    shows: "an error within a 200",
    fault: { kind: "error_in_200", code: "UnknownError", inMidStream: false },
    times: 1,
  },
};

export const sentinelTenantSize = 2000;

const mark = '"displayName":"sentinel-';
const names = Object.keys(sentinelDevices);

/** Counts how often the pages of the sentinel devices of one tenant have failed. */
export class SentinelPages {
  readonly #failures = new Map<string, number>();

  /** The fault of this page, or null where none of its devices has one left to show. */
  take(operation: string, text: string): Fault | null {
    if (!text.includes(mark)) return null;
    for (const name of names) {
      const device = sentinelDevices[name];
      if (device === undefined || !text.includes(`"displayName":"${name}"`)) continue;
      const key = `${operation} ${name}`;
      const failures = this.#failures.get(key) ?? 0;
      if (failures < device.times) {
        this.#failures.set(key, failures + 1);
        return device.fault;
      }
    }
    this.#reset(operation, text);
    return null;
  }

  #reset(operation: string, text: string): void {
    for (const name of names)
      if (text.includes(`"displayName":"${name}"`)) this.#failures.delete(`${operation} ${name}`);
  }
}
