// What stands beside an asset in a search, and how many assets came and went on each day.

import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { type AssetQuery, searchCondition } from "../../src/core/asset-query.ts";
import { type AssetSort, sortFields } from "../../src/core/asset-search.ts";
import { type AssetId, assetId } from "../../src/core/id.ts";
import type { Storage } from "../../src/core/storage.ts";
import { lastDays } from "../../src/core/time-zone.ts";
import { understandQuery } from "../../src/query/understand.ts";
import { beginRun, bringDevice, describeStores } from "../support/stores.ts";

const day = 86_400_000;
const now = Date.UTC(2026, 4, 5, 12);
const ago = (days: number): string => new Date(now - days * day).toISOString();

function conditionOf(text: string): AssetQuery {
  const reading = understandQuery(text, { now });
  if (reading.kind === "refused") throw new Error(JSON.stringify(reading.errors));
  return searchCondition(reading.query);
}

const few = <Value>(...values: readonly Value[]) => fc.constantFrom(...values);
const randomDevice = fc.record({
  displayName: few("alpha", "Alpha", "beta", "gamma-1", "gamma 1", "--"),
  operatingSystem: few("Windows", "windows", "iPadOS", null),
  operatingSystemVersion: few("10.0.9", "10.0.19045", null),
  trustType: few("AzureAd", "Workplace", null),
  isCompliant: few(true, false, null),
  isManaged: few(true, null),
  accountEnabled: few(true, false),
  deviceId: few("a", "b", null),
  approximateLastSignInDateTime: few(ago(3), ago(5), null),
  registrationDateTime: few(ago(8), ago(9), null),
});
const randomDevices = fc.array(
  fc.record({ device: randomDevice, age: few(0, 1, 5, 9), isRetired: few(true, false, false) }),
  { minLength: 24, maxLength: 24 },
);

async function fill(storage: Storage): Promise<void> {
  const [devices = []] = fc.sample(randomDevices, { numRuns: 1, seed: 20 });
  await storage.transaction(async (writer) => {
    const contexts = [await beginRun(writer), await beginRun(writer)];
    for (const [index, { device, age, isRetired }] of devices.entries()) {
      const run = contexts[index % 2] ?? contexts[0];
      if (run === undefined) continue;
      const context = { ...run, at: now - age * day };
      const id = await bringDevice(writer, context, { id: `id-${index}`, ...device });
      const later = { ...context, at: context.at + (day * (index % 3)) / 2 };
      if (isRetired) await writer.retire(later, [{ assetId: id, reason: "soft_deleted_at_source" }]);
      // Why it is retired changes later; when it was does not.
      if (isRetired && index % 2 === 0)
        await writer.retire({ ...later, at: now + 3 * day }, [{ assetId: id, reason: "deleted_at_source" }]);
    }
  });
}

async function idsInOrder(storage: Storage, condition: AssetQuery, sort: AssetSort) {
  const { assets } = await storage.searchAssets({ condition, sort, after: null, limit: 100 });
  return assets.map(({ id, name }) => ({ id, name }));
}

/** From the first asset to the last, and back again. */
async function walk(
  storage: Storage,
  condition: AssetQuery,
  sort: AssetSort,
  first: AssetId,
  direction: "previous" | "next",
): Promise<readonly AssetId[]> {
  const walked: AssetId[] = [];
  let at: AssetId | null = first;
  while (at !== null && walked.length <= 100) {
    walked.push(at);
    at = (await storage.readNeighbours({ condition, sort, assetId: at }))[direction]?.id ?? null;
  }
  return walked;
}

const every = "lifecycle.state: [active, retired]";
const queries = [every, "", "entra.isCompliant: [true, null]", "name: gamma or entra.lastSignIn > now-4d"];

describeStores((store) => {
  beforeAll(() => fill(store()));

  test("[WB110] going on to the next asset from the first is the search's order, and going back the opposite", async () => {
    for (const [index, field] of sortFields.entries()) {
      const condition = conditionOf(queries[index % queries.length] ?? "");
      const sort = { field, isDescending: index % 3 === 0 };
      const ids = (await idsInOrder(store(), condition, sort)).map(({ id }) => id);
      const [first, last] = [ids.at(0), ids.at(-1)];
      if (first === undefined || last === undefined) throw new Error(`Nothing is found for ${field}.`);
      expect({ sort, ids: await walk(store(), condition, sort, first, "next") }).toEqual({ sort, ids });
      const back = await walk(store(), condition, sort, last, "previous");
      expect({ sort, ids: back }).toEqual({ sort, ids: ids.toReversed() });
    }
  });

  test("[WB110] a neighbour has its name, and an asset that is not found has none", async () => {
    const sort = { field: "name", isDescending: false } as const;
    const condition = conditionOf("");
    const [first, second, third] = await idsInOrder(store(), condition, sort);
    if (second === undefined) throw new Error("Too little is found.");
    const beside = await store().readNeighbours({ condition, sort, assetId: second.id });
    expect(beside).toEqual({ previous: first, next: third });
    const [retired] = await idsInOrder(store(), conditionOf("lifecycle.state: retired"), sort);
    const none = { previous: null, next: null };
    for (const id of [retired?.id ?? assetId(1), assetId(999_999)])
      expect(await store().readNeighbours({ condition, sort, assetId: id })).toEqual(none);
  });

  test("[WB111] each day's counts are those of its queries", async () => {
    const days = lastDays("Asia/Tokyo", 12, now + 2 * day);
    const counts = await store().countArrivals(days);
    expect(counts).toHaveLength(days.length);
    const found = async (text: string) => store().countFound(conditionOf(text));
    for (const [index, { from, until }] of days.entries()) {
      const range = `[${new Date(from).toISOString()} .. ${new Date(until).toISOString()})`;
      expect({ range, ...counts[index] }).toEqual({
        range,
        created: await found(`firstSeen: ${range} and ${every}`),
        retired: await found(`lifecycle.retiredAt: ${range}`),
      });
    }
    const sum = (of: "created" | "retired") => counts.reduce((total, count) => total + count[of], 0);
    expect(sum("created")).toBe(await found(every));
    expect(sum("retired")).toBe(await found("lifecycle.state: retired"));
    expect(sum("retired")).toBeGreaterThan(0);
    expect(await store().countArrivals([])).toEqual([]);
  });

  test("[WB112] when an asset was retired can be asked for", async () => {
    const retired = await store().countFound(conditionOf("lifecycle.state: retired"));
    expect(await store().countFound(conditionOf("lifecycle.retiredAt is not null"))).toBe(retired);
    expect(await store().countFound(conditionOf("lifecycle.retiredAt <= now+2d"))).toBe(retired);
    expect(await store().countFound(conditionOf("lifecycle.retiredAt > now+2d"))).toBe(0);
    expect(await store().countFound(conditionOf("lifecycle.retiredAt is null"))).toBe(24 - retired);
  });
});
