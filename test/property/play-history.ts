// Plays a random history to its end and checks what must hold then; both the property test and the soak do so.

import assert from "node:assert/strict";
import fc from "fast-check";
import { Directory } from "../../simulator/directory.ts";
import { wholeFeed } from "../../src/core/asset-change.ts";
import { undoHistory } from "../support/asset-history.ts";
import { createEngine, type Engine, readAllAssets, readInventory } from "../support/engine.ts";
import { InProcessTenant } from "../support/in-process-tenant.ts";
import { openPlayground, type Playground, type Step, steps } from "./tenant-history.ts";

const isNamed = (record: { readonly [property: string]: unknown }): boolean =>
  typeof record.displayName === "string" && record.displayName.trim() !== "";

/** The inventory holds every live, named device as the tenant shows it; a nameless one only as it was when it had a name. */
async function checkTruth(engine: Engine, tenant: InProcessTenant): Promise<void> {
  const truth = tenant.truth();
  const inventory = await readInventory(engine);
  const named = new Map([...truth].filter(([, record]) => isNamed(record)));
  const kept = [...inventory.keys()].filter((id) => !named.has(id));
  for (const id of kept) assert.ok(truth.has(id), `${id} is not in the tenant`);
  assert.deepEqual(new Map([...inventory].filter(([id]) => named.has(id))), named);
}

/** The whole feed, and the one that is read run by run. */
async function checkFeed({ storage, connectionId }: Engine, entries: number): Promise<void> {
  const range = { after: null, limit: entries + 1 };
  const feed = await storage.readFeed(wholeFeed, range);
  assert.equal(feed.length, entries);
  assert.deepEqual(await storage.readFeed({ ...wholeFeed, connectionId }, range), feed);
}

async function checkHistories(engine: Engine): Promise<void> {
  const { storage, connectionId } = engine;
  let entries = 0;
  for await (const asset of readAllAssets(storage, connectionId)) {
    const device = await storage.readDeviceRecord(asset.id);
    const history = await storage.readHistory(asset.id);
    undoHistory(history, JSON.parse(device?.record ?? "{}"));
    entries += history.length;
  }
  await checkFeed(engine, entries);
}

/** How many assets are active and retired is kept beside them, and never drifts. */
async function checkCounts({ storage, connectionId }: Engine): Promise<void> {
  const counted = { active: 0, retired: 0 };
  for await (const { lifecycle } of readAllAssets(storage, connectionId)) counted[lifecycle.state] += 1;
  const { activeAssets } = await storage.readStandings(connectionId);
  const retired = await storage.readRetiredCount(connectionId);
  assert.deepEqual({ active: activeAssets, retired }, counted);
}

/** The delta way equals the full way. */
async function checkFullPull(tenant: InProcessTenant): Promise<void> {
  const engine = await createEngine(tenant);
  try {
    await engine.sync("full_pull");
    await checkTruth(engine, tenant);
  } finally {
    await engine.storage.close();
  }
}

async function playSteps(
  { play, settle, settleByDelta, engine }: Playground,
  tenant: InProcessTenant,
  history: readonly Step[],
): Promise<void> {
  for (const step of history) await play(step);
  // The delta way, unless a person kept assets whose devices are gone: only a full pull looks at them again.
  const { kept } = await engine.storage.readStandings(engine.connectionId);
  const run = await (kept === 0 ? settleByDelta() : settle());
  assert.equal(run.state.name, "completed", JSON.stringify(run.state));
  assert.equal(run.countProof?.explained, true, JSON.stringify(run.countProof));
  await checkTruth(engine, tenant);
  await checkHistories(engine);
  await checkCounts(engine);
}

/** Throws where the inventory is not the tenant's truth after a last run with nothing in the way. */
async function playHistory(devices: number, seed: number, history: readonly Step[]): Promise<void> {
  const tenant = new InProcessTenant(
    new Directory({ devices, seed, namelessShare: 0.05, softDeletedShare: 0.1 }),
  );
  const playground = await openPlayground(tenant);
  try {
    await playSteps(playground, tenant, history);
  } finally {
    await playground.engine.storage.close();
  }
  await checkFullPull(tenant);
}

/** What must hold of every history: a tenant's size and seed, and what happens to it. */
export const everyHistory = fc.asyncProperty(fc.nat(40), fc.nat(1000), steps, playHistory);
