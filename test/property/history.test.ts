// Whatever happens to a tenant and to the runs, a quiet run at the end brings the inventory to the tenant's truth.

import fc from "fast-check";
import { expect, test } from "vitest";
import { Directory } from "../../simulator/directory.ts";
import type { AssetChange } from "../../src/core/asset-change.ts";
import { createEngine, type Engine, readInventory } from "../support/engine.ts";
import { InProcessTenant } from "../support/in-process-tenant.ts";
import { openPlayground, type Step, steps } from "./tenant-history.ts";

const isNamed = (record: { readonly [property: string]: unknown }): boolean =>
  typeof record.displayName === "string" && record.displayName.trim() !== "";

/** The inventory holds every live, named device as the tenant shows it; a nameless one only as it was when it had a name. */
async function expectTruth(engine: Engine, tenant: InProcessTenant): Promise<void> {
  const truth = tenant.truth();
  const inventory = await readInventory(engine);
  const named = new Map([...truth].filter(([, record]) => isNamed(record)));
  const kept = [...inventory.keys()].filter((id) => !named.has(id));
  for (const id of kept) expect(truth.has(id), `${id} is not in the tenant`).toBe(true);
  expect(new Map([...inventory].filter(([id]) => named.has(id)))).toEqual(named);
}

function valueAt(record: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], record);
}

function setAt(record: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const node = keys.reduce((inner, key) => inner[key] as Record<string, unknown>, record);
  if (value === undefined) delete node[last];
  else node[last] = value;
}

/** A history, undone from its end, fits at each step; it begins with the creation, and only what is retired is restored. */
function expectConsistent(history: readonly AssetChange[], shown: Record<string, unknown>): void {
  let isRetired = false;
  expect(history[0]?.event.kind).toBe("created");
  for (const { event } of history.slice(1)) {
    expect(event.kind).not.toBe("created");
    if (event.kind === "retired" || event.kind === "restored") {
      const isFinal = event.kind === "retired" && isRetired && event.reason === "deleted_at_source";
      if (!isFinal) expect(isRetired).toBe(event.kind === "restored");
      isRetired = event.kind === "retired";
    }
  }
  const record = structuredClone(shown);
  for (const { event } of [...history].reverse()) {
    if (event.kind !== "changed") continue;
    const { property, before, after } = event.change;
    expect(valueAt(record, property), property).toEqual(after);
    expect(before).not.toEqual(after);
    setAt(record, property, before);
  }
}

async function expectHistories({ storage, connectionId }: Engine): Promise<void> {
  for (const asset of await storage.readAssets({ connectionId, after: 0, limit: 10_000 })) {
    const device = await storage.readDeviceRecord(asset.id);
    expectConsistent(await storage.readHistory(asset.id), JSON.parse(device?.record ?? "{}"));
  }
}

async function playHistory(devices: number, seed: number, history: readonly Step[]): Promise<void> {
  const tenant = new InProcessTenant(
    new Directory({ devices, seed, namelessShare: 0.05, softDeletedShare: 0.1 }),
  );
  const playground = await openPlayground(tenant);
  for (const step of history) await playground.play(step);
  const run = await playground.settle();
  expect(run.state).toMatchObject({ name: "completed" });
  expect(run.countProof?.explained).toBe(true);
  await expectTruth(playground.engine, tenant);
  await expectHistories(playground.engine);
  // The delta way equals the full way.
  const full = await createEngine(tenant);
  await full.sync("full_pull");
  await expectTruth(full, tenant);
  await full.storage.close();
  await playground.engine.storage.close();
}

test("[DP1] [FP1] [CK1] whatever happened, the inventory equals the tenant after a quiet run", async () => {
  await fc.assert(fc.asyncProperty(fc.nat(40), fc.nat(1000), steps, playHistory), { numRuns: 300 });
}, 60_000);
