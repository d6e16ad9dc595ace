// What every store tells of one asset, of its history, and of the feed over all of them.

import { expect, test } from "vitest";
import type { RetirementReason } from "../../src/core/asset.ts";
import {
  type AssetEvent,
  assetEventKinds,
  type FeedEntry,
  type FeedFilter,
  type FeedPlace,
  wholeFeed,
} from "../../src/core/asset-change.ts";
import { assetId, type ConnectionId, type SyncRunId } from "../../src/core/id.ts";
import { lifecycleWords } from "../../src/core/lifecycle-words.ts";
import type { RetirementCandidate } from "../../src/core/retirement.ts";
import type { Storage, StorageWriter, WriteContext } from "../../src/core/storage.ts";
import { beginRun, bringDevice, deltaRequest, describeStores, newConnection } from "../support/stores.ts";

/** Numbers that look random and are the same each time. */
function createDice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const start = 1_800_000_000_000;

/** Ends a run without what it takes to complete one: its connection is free for the next. */
async function endRun(writer: StorageWriter, context: WriteContext): Promise<void> {
  await writer.startRun(context);
  await writer.failRun(context, { reason: "internal", code: "test", message: "It is over." });
}

interface Played {
  readonly connections: readonly ConnectionId[];
  readonly runs: readonly SyncRunId[];
}

async function playRun(
  writer: StorageWriter,
  connection: ConnectionId,
  at: number,
  dice: ReturnType<typeof createDice>,
): Promise<SyncRunId> {
  const runId = await writer.createRun(deltaRequest(connection));
  const context = { connectionId: connection, runId, at, claim: "" };
  const model = [null, false, "A", undefined];
  // A quiet run now and then.
  const steps = dice(4) === 0 ? 0 : 1 + dice(6);
  for (let step = 0; step < steps; step += 1) {
    const id = `device-${connection}-${dice(6)}`;
    const value = model[dice(4)];
    const record = { id, displayName: `PC ${dice(2)}`, ...(value === undefined ? {} : { model: value }) };
    const moment = { ...context, at: at + Math.floor(step / 3) };
    const asset = await bringDevice(writer, moment, record);
    const gone: RetirementCandidate = { assetId: asset, reason: "gone_from_source" };
    if (dice(3) === 0) await writer.retire(moment, [gone]);
  }
  await endRun(writer, context);
  return runId;
}

async function play(storage: Storage): Promise<Played> {
  const dice = createDice(7);
  const connections = await storage.transaction(async (writer) => [
    await writer.createConnection(newConnection(), 5),
    await writer.createConnection(newConnection(), 5),
    await writer.createConnection(newConnection(), 5),
  ]);
  const runs: SyncRunId[] = [];
  for (let round = 0; round < 30; round += 1) {
    // The third one never runs.
    const connection = connections[dice(2)];
    if (connection === undefined) throw new Error("There is no such connection.");
    runs.push(await storage.transaction((writer) => playRun(writer, connection, start + round * 10, dice)));
  }
  return { connections, runs };
}

const placeOf = ({ runId, at, assetId: asset, number }: FeedEntry): FeedPlace => ({
  runId,
  at,
  assetId: asset,
  number,
});

/** Every entry that the filter lets through, some at a time. */
async function readAll(storage: Storage, filter: FeedFilter, limit: number): Promise<readonly FeedEntry[]> {
  const entries: FeedEntry[] = [];
  for (let after: FeedPlace | null = null; ; ) {
    const page = await storage.readFeed(filter, { after, limit });
    expect(page.length).toBeLessThanOrEqual(limit);
    const last = page.at(-1);
    if (last === undefined) return entries;
    entries.push(...page);
    after = placeOf(last);
  }
}

const fieldOf = (event: AssetEvent): string | null =>
  event.kind === "created" ? null : event.kind === "changed" ? event.change.property : "lifecycle.state";

function isWanted(entry: FeedEntry, filter: FeedFilter): boolean {
  const { from, before, runId, connectionId, assetId: asset, field, kinds } = filter;
  return (
    (from === null || entry.at >= from) &&
    (before === null || entry.at < before) &&
    (runId === null || entry.runId === runId) &&
    (connectionId === null || entry.connectionId === connectionId) &&
    (asset === null || entry.assetId === asset) &&
    (field === null || fieldOf(entry.event) === field) &&
    (kinds?.includes(entry.event.kind) ?? true)
  );
}

/** In words, as people are told. */
const reasonWords = {
  deleted_at_source: "Retired: the source removed it for good",
  soft_deleted_at_source: "Retired: the source removed it, and can still restore it",
  gone_from_source: "Retired: the source does not have it any more",
  left_scope: "Retired: it left the connection's scope",
} as const;

describeStores((store) => {
  let played: Promise<Played> | null = null;
  const begin = (): Promise<Played> => {
    played ??= play(store());
    return played;
  };

  test("[HS6] the feed holds every entry of every history once, the newest first", async () => {
    const { connections } = await begin();
    const feed = await readAll(store(), wholeFeed, 7);
    const ids = new Set(feed.map((entry) => entry.assetId));
    const histories = await Promise.all([...ids].map((id) => store().readHistory(id)));
    const told = ({ assetId: id, runId, at, event }: (typeof histories)[number][number]) =>
      JSON.stringify([id, runId, at, event.kind, "change" in event ? event.change : null]);
    expect(feed.map(told).toSorted()).toEqual(histories.flat().map(told).toSorted());
    expect(feed.map(({ at }) => at)).toEqual(feed.map(({ at }) => at).toSorted((one, other) => other - one));
    for (const connectionId of connections) {
      const assets = await store().readAssets({ connectionId, after: 0, limit: 100 });
      for (const { id, fields } of assets)
        for (const entry of feed.filter((one) => one.assetId === id))
          expect(entry).toMatchObject({ connectionId, assetName: fields.name });
    }
    // Of one asset, an entry that came later stands before one that came earlier.
    for (const id of ids) {
      const numbers = feed.filter((entry) => entry.assetId === id).map(({ number }) => number);
      expect(numbers).toEqual(numbers.toSorted((one, other) => other - one));
    }
  });

  test("[HS7] any filters together let through exactly what fits each of them", async () => {
    const { connections, runs } = await begin();
    const all = await readAll(store(), wholeFeed, 1000);
    const dice = createDice(11);
    const some = <Value>(values: readonly Value[]): Value | null =>
      dice(2) === 0 ? null : (values[dice(values.length)] ?? null);
    let found = 0;
    for (let round = 0; round < 150; round += 1) {
      const asset = some(all)?.assetId ?? null;
      const filter: FeedFilter = {
        from: some([start, start + 55, start + 121]),
        before: some([start + 300, start + 201, start + 140]),
        runId: dice(3) === 0 ? some(runs) : null,
        connectionId: some(connections),
        assetId: dice(3) === 0 ? asset : null,
        field: dice(3) === 0 ? some(["model", "displayName", "lifecycle.state", "mod", "id"]) : null,
        kinds: dice(3) === 0 ? assetEventKinds.filter(() => dice(2) === 0) : null,
      };
      if (filter.kinds?.length === 0) continue;
      const fitting = await readAll(store(), filter, 1 + dice(9));
      expect(fitting, JSON.stringify(filter)).toEqual(all.filter((entry) => isWanted(entry, filter)));
      found += fitting.length;
    }
    expect(found).toBeGreaterThan(300);
  });

  test("[HS9] what is written while pages are turned neither repeats nor hides an entry", async () => {
    const { connections } = await begin();
    const [connection] = connections;
    if (connection === undefined) throw new Error("There is no such connection.");
    for (const filter of [wholeFeed, { ...wholeFeed, connectionId: connection }]) {
      const there = await readAll(store(), filter, 1000);
      const turned: FeedEntry[] = [];
      const dice = createDice(5);
      for (let after: FeedPlace | null = null; ; ) {
        const page = await store().readFeed(filter, { after, limit: 10 });
        const last = page.at(-1);
        if (last === undefined) break;
        turned.push(...page);
        after = placeOf(last);
        await store().transaction((writer) => playRun(writer, connection, start + 10_000, dice));
      }
      const told = (entries: readonly FeedEntry[]) =>
        entries.map(({ at, assetId: id, number }) => [at, id, number]);
      expect(told(turned)).toEqual(told(there));
    }
  });

  test("[LC3] how many assets are active and retired equals a recount", async () => {
    const { connections } = await begin();
    for (const connectionId of connections) {
      const assets = await store().readAssets({ connectionId, after: 0, limit: 1000 });
      const active = assets.filter(({ lifecycle }) => lifecycle.state === "active").length;
      expect((await store().readStandings(connectionId)).activeAssets).toBe(active);
      expect(await store().readRetiredCount(connectionId)).toBe(assets.length - active);
    }
  });

  test("[LC1] an asset tells in words whether it is active, and why it is not", async () => {
    for (const [reason, words] of Object.entries(reasonWords)) {
      const id = await store().transaction(async (writer) => {
        const context = await beginRun(writer);
        const made = await bringDevice(writer, context, { id: reason, displayName: "PC" });
        const before = await writer.readAssetDetail(made);
        expect(before?.asset.lifecycle).toEqual({ state: "active" });
        await writer.retire(context, [{ assetId: made, reason: reason as RetirementReason }]);
        return made;
      });
      const detail = await store().readAssetDetail(id);
      expect(lifecycleWords(detail?.asset.lifecycle ?? { state: "active" })).toBe(words);
      expect(detail?.sources).toEqual(await store().readSources(id));
    }
    const { connectionId, id } = await store().transaction(async (writer) => {
      const context = await beginRun(writer);
      const made = await bringDevice(writer, context, { id: "left", displayName: "PC" });
      await endRun(writer, context);
      return { ...context, id: made };
    });
    await store().transaction(async (writer) => {
      await writer.removeConnection({ id: connectionId, assets: "retire" }, 9);
      await writer.retireRemoved(connectionId, 10, 9);
    });
    const detail = await store().readAssetDetail(id);
    expect(detail?.asset.lifecycle).toEqual({
      state: "retired",
      retiredAt: 9,
      reason: "connection_removed",
    });
    expect(await store().readAssetDetail(assetId(987_654))).toBeNull();
  });
});
