// Processes that pull are killed at random moments, a hundred times and more: what each leaves is sound, and nothing is
// lost, doubled or read again but the pages that were under way.

import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sequence } from "../../simulator/random.ts";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import type { Tenant } from "../../simulator/tenant.ts";
import { connectionId } from "../../src/core/id.ts";
import type { SyncMode } from "../../src/core/sync-run.ts";
import { selectedProperties } from "../../src/entra/device-record.ts";
import { openSqlite } from "../../src/storage/sqlite/open.ts";
import { undoHistory } from "../support/asset-history.ts";
import { readAllAssets, testKeys } from "../support/engine.ts";
import { type Kill, type KilledRun, runKilled } from "../support/killed-run.ts";

const devices = 20_000;
/** The moments are drawn from it; what a process is just doing then is the machine's. */
const random = sequence(20_260_101);
const folder = mkdtempSync(join(tmpdir(), "rollcall-kill-test-"));

/** How many devices change before a run of each kind: a delta page holds 200 changes. And how its processes are killed. */
const kinds = {
  full_pull: { changes: 500, kills: 3, extraMs: 70 },
  delta_pull: { changes: 10_000, kills: 10, extraMs: 35 },
} as const;
const wantedKills = 100;
/** So many databases are made by a process that is killed while it makes them. */
const interruptedBirths = 8;
const smallTenant = 300;
const modes: readonly SyncMode[] = [
  ...Array.from({ length: 6 }, () => ["full_pull", "delta_pull"] as const).flat(),
  ...Array.from({ length: 3 }, () => "delta_pull" as const),
];

interface Round extends KilledRun {
  readonly mode: SyncMode;
  readonly expected: { readonly [counter: string]: number };
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

let simulator: Simulator;
let tenant: Tenant;
const rounds: Round[] = [];
const births: KilledRun[] = [];
const unbroken = new Map<SyncMode, KilledRun>();
const integrity: unknown[] = [];
const countKills = (): number => sum(rounds.map(({ kills }) => kills.length));

/** Draws the kills of one run, in order: spread over its pages; every other run is killed at its start and at its close. */
function drawKills(mode: SyncMode, isEdgeRun: boolean, pages: number): readonly Kill[] {
  const { kills, extraMs } = kinds[mode];
  const extra = (): number => random() * extraMs;
  const between = Array.from({ length: isEdgeRun ? kills - 2 : kills }, () => ({
    after: "page" as const,
    page: 1 + Math.floor(random() * pages),
    extraMs: extra(),
  })).sort((one, other) => one.page - other.page);
  if (!isEdgeRun) return between;
  const start: Kill = { after: "start", page: 0, extraMs: random() * 400 };
  // The process waits for the simulator's answer when it is killed, so that it cannot have ended before.
  return [start, ...between, { after: "closing_count", page: 0, extraMs: 0 }];
}

/** Changes devices of the beginning, half of them before others come, go and come back, and half of them afterwards. */
function changeTenant(round: number, changes: number): void {
  const { directory } = tenant;
  let index = Math.floor(random() * devices);
  const change = (count: number): void => {
    for (let changed = 0; changed < count; index = (index + 1) % devices) {
      if (!directory.isLive(index)) continue;
      directory.set(directory.idOf(index), { operatingSystemVersion: `99.${round}.${index}` });
      changed += 1;
    }
  };
  change(changes / 2);
  directory.randomChanges({ seed: round, add: 60, change: 0, remove: 60, restore: 20 });
  change(changes / 2);
}

/** What a run must count after the tenant's changes: each device once, however often it changed. */
function expectedCounters(
  mode: SyncMode,
  before: { readonly size: number; readonly changes: number; readonly removed: ReadonlySet<number> },
): Round["expected"] {
  const { directory } = tenant;
  const changed = new Set(directory.log.between(before.changes, directory.log.end).map(({ index }) => index));
  const counters = { created: directory.size - before.size, updated: 0, restored: 0, retired: 0 };
  for (const index of changed) {
    if (index >= before.size) continue;
    if (!directory.isLive(index)) counters.retired += 1;
    else if (before.removed.has(index)) counters.restored += 1;
    else counters.updated += 1;
  }
  return { ...counters, fetched: mode === "full_pull" ? directory.count() : changed.size, rejected: 0 };
}

function integrityOf(file: string, readonly: boolean): unknown {
  const database = new BetterSqlite3(file, { readonly, fileMustExist: true });
  try {
    return database.pragma("integrity_check", { simple: true });
  } finally {
    database.close();
  }
}

/**
 * Of the file as the kill left it, with its log. A connection that only reads leaves both byte for byte as they are, so that
 * the next process itself recovers what the killed one left. Before the file is set to write ahead there may be a journal
 * to roll back instead (sqlite.org/lockingv3.html#hot_journals), which only a writer can: it gets a copy.
 */
function checkIntegrity(databaseFile: string): unknown {
  // Killed before it had made its file.
  if (!existsSync(databaseFile)) return "ok";
  if (!existsSync(`${databaseFile}-journal`)) return integrityOf(databaseFile, true);
  const copy = `${databaseFile}.copy`;
  for (const suffix of ["", "-journal"]) copyFileSync(`${databaseFile}${suffix}`, `${copy}${suffix}`);
  return integrityOf(copy, false);
}

interface Pull {
  readonly name: string;
  readonly run: number;
  readonly mode: SyncMode;
}

function pull({ name, run, mode }: Pull, kills: readonly Kill[], from = tenant): Promise<KilledRun> {
  const { loginUrl, graphUrl } = simulator;
  const { tenantId, clientId, clientSecret: secret } = from;
  const settings = { tenantId, clientId, loginUrl, graphUrl, tokenEndpoint: "v1" } as const;
  const databaseFile = join(folder, `${name}.sqlite`);
  return runKilled(
    { databaseFile, settings, secret, run, mode },
    {
      kills,
      closingPages: unbroken.get(mode)?.pages ?? 0,
      afterKill: () => integrity.push(checkIntegrity(databaseFile)),
    },
  );
}

async function playRound(index: number, mode: SyncMode): Promise<void> {
  const { directory } = tenant;
  const numbers = Array.from({ length: directory.size }, (_, number) => number);
  const removed = new Set(numbers.filter((number) => !directory.isLive(number)));
  const isFirst = index === 0;
  const before = { size: isFirst ? 0 : directory.size, changes: directory.log.end, removed };
  if (!isFirst) changeTenant(index, kinds[mode].changes);
  const expected = isFirst
    ? { created: devices, updated: 0, restored: 0, retired: 0, fetched: devices, rejected: 0 }
    : expectedCounters(mode, before);
  // The same two runs with nothing in the way, in a database of their own: what the others are compared with.
  const measured = unbroken.get(mode) ?? (await pull({ name: "unbroken", run: index + 1, mode }, []));
  unbroken.set(mode, measured);
  const kills = drawKills(mode, index % 4 < 2, measured.pages);
  rounds.push({ mode, expected, ...(await pull({ name: "killed", run: index + 1, mode }, kills)) });
}

async function playBirth(index: number, small: Tenant): Promise<void> {
  const kills: readonly Kill[] = [{ after: "file", page: 0, extraMs: random() * 30 }];
  births.push(await pull({ name: `birth-${index}`, run: 1, mode: "full_pull" }, kills, small));
}

beforeAll(async () => {
  simulator = await startSimulator();
  tenant = simulator.createTenant({ devices, seed: 3, namelessShare: 0, softDeletedShare: 0 });
  const small = simulator.createTenant({ devices: smallTenant, seed: 4, namelessShare: 0 });
  for (const [index, mode] of modes.entries()) await playRound(index, mode);
  for (let index = 0; index < interruptedBirths; index += 1) await playBirth(index, small);
  // Near its end a run may have ended before the kill came: more rounds, until there are as many as are wanted.
  for (let index = modes.length; countKills() < wantedKills; index += 1) await playRound(index, "delta_pull");
}, 300_000);
afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true });
});

test("[CK4] whenever a process is killed, the database is sound", () => {
  const kills = [...rounds, ...births].flatMap((round) => round.kills);
  expect(integrity).toEqual(kills.map(() => "ok"));
  expect(kills.length).toBeGreaterThanOrEqual(wantedKills);
  for (const mode of ["full_pull", "delta_pull"] as const)
    for (const after of ["start", "page", "closing_count"] as const) {
      const some = rounds.filter((round) => round.mode === mode).flatMap((round) => round.kills);
      expect(
        some.some((kill) => kill.after === after),
        `${mode}, ${after}`,
      ).toBe(true);
    }
});

test("[CK4] a process that was killed while it made its database is followed by one that makes it", () => {
  expect(births.some(({ kills }) => kills.length > 0)).toBe(true);
  for (const { run } of births) {
    expect(run).toMatchObject({ state: { name: "completed" }, countProof: { explained: true } });
    expect(run.counters).toMatchObject({ created: smallTenant, fetched: smallTenant });
  }
});

test("[CK1] [CK4] a run that was killed ends with the counts of one that was not", () => {
  for (const { mode, run, expected } of rounds) {
    expect(run).toMatchObject({ mode, state: { name: "completed" }, countProof: { explained: true } });
    expect(run.counters).toMatchObject(expected);
    expect(run.counters.pages).toBe(unbroken.get(mode)?.run.counters.pages);
  }
});

test("[CK1] [CK4] nothing is missing and nothing is doubled, in the inventory and in the history", async () => {
  const { directory } = tenant;
  const storage = await openSqlite(join(folder, "killed.sqlite"), testKeys);
  const renderer = directory.renderer(selectedProperties);
  const shown = (index: number, overlay: ReturnType<typeof directory.overlay>): unknown =>
    JSON.parse(renderer.render(index, overlay, "with-nulls"));
  const missing = new Map(
    Array.from({ length: directory.size }, (_, index) => [directory.idOf(index), index]),
  );
  for await (const asset of readAllAssets(storage, connectionId(1))) {
    const device = await storage.readDeviceRecord(asset.id);
    const index = missing.get(device?.externalId ?? "");
    if (device === null || index === undefined) throw new Error(`The asset ${asset.id} is one too many.`);
    missing.delete(device.externalId);
    const record: Record<string, unknown> = JSON.parse(device.record);
    const { name, operatingSystemVersion, isCompliant } = asset.fields;
    assert.deepEqual(
      [name, operatingSystemVersion, isCompliant],
      [record.displayName, record.operatingSystemVersion, record.isCompliant],
    );
    assert.equal(asset.lifecycle.state, directory.isLive(index) ? "active" : "retired");
    if (asset.lifecycle.state === "active") assert.deepEqual(record, shown(index, directory.overlay(index)));
    assert.deepEqual(undoHistory(await storage.readHistory(asset.id), record), shown(index, undefined));
  }
  await storage.close();
  expect([...missing.keys()]).toEqual([]);
}, 60_000);

/**
 * Counted where they arrive: every request for a page of the list or of a delta round, the one for the delta link before a
 * full pull included. What a kill costs is what was asked for and not yet written: one page of a delta round, or two of a
 * list, whose next page is on its way while the present one is written. How much that is of the whole depends on how many
 * pages a run has between two kills; here ten kills come on the fifty-one pages of a delta pull, and three on the twenty-three
 * of a full pull: far more than any service meets.
 */
test("[CK1] [CK4] a kill costs at most the pages that were under way", () => {
  for (const { mode, pages, kills } of rounds) {
    const underWay = (mode === "full_pull" ? 2 : 1) * kills.length;
    expect(pages - (unbroken.get(mode)?.pages ?? 0)).toBeLessThanOrEqual(underWay);
  }
  const asked = sum(rounds.map(({ pages }) => pages));
  const needed = sum(rounds.map(({ mode }) => unbroken.get(mode)?.pages ?? 0));
  expect(asked).toBeGreaterThanOrEqual(needed);
  expect(asked).toBeLessThanOrEqual(needed * 1.2);
});
