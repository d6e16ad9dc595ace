// The engine against the simulator over HTTP.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import { entraConnector } from "../../src/entra/connector.ts";
import { createEngine, readInventory } from "../support/engine.ts";
import { engineFor, truthOf } from "../support/simulated-tenant.ts";

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

describe("the engine against the simulator over HTTP", () => {
  test("[FP1] a full pull brings the tenant exactly as the list shows it", async () => {
    const tenant = simulator.createTenant({ devices: 2500, seed: 3, namelessShare: 0.01 });
    const engine = await engineFor(simulator, tenant);
    const run = await engine.sync("full_pull");
    const truth = truthOf(tenant);
    expect(run.counters).toMatchObject({ fetched: 2500, created: truth.size, rejected: 2500 - truth.size });
    expect(run.countProof).toMatchObject({ tenant: 2500, explained: true });
    expect(await readInventory(engine)).toEqual(truth);
  });

  test("[DP1] [RT1] a delta pull brings exactly the changes", async () => {
    const tenant = simulator.createTenant({ devices: 1500, seed: 4, namelessShare: 0 });
    const engine = await engineFor(simulator, tenant);
    await engine.sync("full_pull");
    const change = tenant.directory.randomChanges({ seed: 9, add: 30, change: 210, remove: 40, restore: 0 });
    const run = await engine.sync("delta_pull");
    expect(run.counters).toMatchObject({
      created: change.added,
      updated: change.changed,
      retired: change.removed,
    });
    expect(run.countProof).toMatchObject({ tenant: 1490, activeAssets: 1490, explained: true });
    const back = tenant.directory.randomChanges({ seed: 10, add: 0, change: 0, remove: 0, restore: 5 });
    expect((await engine.sync("delta_pull")).counters.restored).toBe(back.restored);
  });

  test("[DP3] an expired delta link turns into a full pull that finds the deletions of the gap", async () => {
    const tenant = simulator.createTenant({ devices: 1200, seed: 5, namelessShare: 0 });
    const engine = await engineFor(simulator, tenant);
    await engine.sync("full_pull");
    tenant.directory.randomChanges({ seed: 1, add: 3, change: 5, remove: 20, restore: 0 });
    tenant.directory.expire("delta-links");
    const run = await engine.sync("delta_pull");
    expect(run.mode).toBe("full_pull");
    expect(run.counters).toMatchObject({ created: 3, retired: 20 });
    expect(await readInventory(engine)).toEqual(truthOf(tenant));
  });

  test("a missing permission ends the run and leaves the inventory as it is", async () => {
    const tenant = simulator.createTenant({ devices: 300, seed: 6 });
    const engine = await engineFor(simulator, tenant);
    tenant.roles.clear();
    const run = await engine.sync("full_pull");
    expect(run.state).toMatchObject({ name: "failed", failure: { reason: "permission_missing" } });
  });

  test("an unknown client is told as rejected credentials", async () => {
    const tenant = simulator.createTenant({ devices: 1, seed: 7 });
    const { loginUrl, graphUrl } = simulator;
    const settings = {
      tenantId: tenant.tenantId,
      clientId: "nobody",
      loginUrl,
      graphUrl,
      tokenEndpoint: "v2",
    } as const;
    const engine = await createEngine({ connector: () => entraConnector, settings, secret: "wrong" });
    const run = await engine.sync("full_pull");
    expect(run.state).toMatchObject({ name: "failed", failure: { reason: "credentials_rejected" } });
    expect(JSON.stringify(await engine.storage.readLog(run.id))).not.toContain('wrong"');
  });
});
