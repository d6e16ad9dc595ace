// A tenant of the simulator, the engine that pulls it over HTTP, and what must be in the inventory afterwards.

import type { Simulator } from "../../simulator/start.ts";
import type { Tenant } from "../../simulator/tenant.ts";
import { entraConnector } from "../../src/entra/connector.ts";
import { selectedProperties } from "../../src/entra/device-record.ts";
import { createEngine, type Engine } from "./engine.ts";

export function engineFor(
  simulator: Simulator,
  tenant: Pick<Tenant, "tenantId" | "clientId" | "clientSecret">,
): Promise<Engine> {
  const { loginUrl, graphUrl } = simulator;
  const { tenantId, clientId, clientSecret } = tenant;
  const settings = { tenantId, clientId, loginUrl, graphUrl, tokenEndpoint: "v1" } as const;
  return createEngine({ connector: () => entraConnector, settings, secret: clientSecret });
}

/** Each live, named device with the properties that the connector asks for, by id. */
export function truthOf({ directory }: Tenant): ReadonlyMap<string, unknown> {
  const truth = new Map<string, unknown>();
  for (const text of directory.liveDevices(selectedProperties)) {
    const device = JSON.parse(text) as { id: string; displayName: unknown };
    const { id, displayName } = device;
    if (typeof displayName === "string" && displayName.trim() !== "") truth.set(id, device);
  }
  return truth;
}
