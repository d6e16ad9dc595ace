// Pages of a search and exports, while the inventory changes.

import { beforeAll, expect, test } from "vitest";
import { searchCondition } from "../../src/core/asset-query.ts";
import {
  type AssetPosition,
  type AssetSort,
  type FoundAsset,
  sortFields,
} from "../../src/core/asset-search.ts";
import type { Storage, WriteContext } from "../../src/core/storage.ts";
import { understandQuery } from "../../src/query/understand.ts";
import { beginRun, bringDevice, describeStores } from "../support/stores.ts";

const day = 86_400_000;
const now = Date.UTC(2026, 4, 5, 12);
const ago = (days: number): string => new Date(now - days * day).toISOString();

function conditionOf(text: string) {
  const reading = understandQuery(text, { now });
  if (reading.kind === "refused") throw new Error(JSON.stringify(reading.errors));
  return searchCondition(reading.query);
}

const sorts = sortFields.flatMap((field) => [
  { field, isDescending: false },
  { field, isDescending: true },
]);

async function readPages(
  storage: Storage,
  sort: AssetSort,
  between: () => Promise<void>,
): Promise<readonly FoundAsset[]> {
  const read: FoundAsset[] = [];
  let after: AssetPosition | null = null;
  do {
    const page = { condition: conditionOf("lifecycle.state: [active, retired]"), sort, after, limit: 7 };
    const { assets, next } = await storage.searchAssets(page);
    read.push(...assets);
    after = next;
    await between();
  } while (after !== null);
  return read;
}

const pick = <Value>(values: readonly Value[], index: number): Value =>
  values[index % values.length] as Value;

function deviceOf(index: number, round: number) {
  const turn = index * 7 + round * 3;
  return {
    id: `id-${index}`,
    displayName: pick(["alpha", "Beta", "beta", "gamma-1", "gamma 1"], turn),
    operatingSystem: pick(["Windows", "iPadOS", null, "windows"], turn + 1),
    operatingSystemVersion: pick(["10.0.9", "10.0.19045", null], turn),
    trustType: pick(["AzureAd", null], turn),
    isCompliant: pick([true, false, null], turn),
    accountEnabled: pick([true, null], turn),
    deviceId: pick(["a", "b", null], turn),
    approximateLastSignInDateTime: pick([ago(3), ago(5), null], turn),
    registrationDateTime: pick([ago(8), null], turn),
  };
}

describeStores((store) => {
  let context: WriteContext;
  const assetCount = 40;
  beforeAll(async () => {
    context = await store().transaction(async (writer) => {
      const started = await beginRun(writer);
      for (let index = 0; index < assetCount; index += 1) {
        const at = now - pick([5, 9], index) * day;
        const id = await bringDevice(writer, { ...started, at }, deviceOf(index, 0));
        if (index % 6 === 0) await writer.retire({ ...started, at }, [{ assetId: id, reason: "left_scope" }]);
      }
      return started;
    });
  });

  test("[QL47] pages are in one order for every column, and in the opposite one when it descends", async () => {
    for (const field of sortFields) {
      const ids = async (isDescending: boolean) =>
        (await readPages(store(), { field, isDescending }, async () => undefined)).map(({ id }) => id);
      const ascending = await ids(false);
      expect(new Set(ascending).size).toBe(assetCount);
      expect({ field, ids: await ids(true) }).toEqual({ field, ids: ascending.toReversed() });
    }
    const versions = await readPages(
      store(),
      { field: "operatingSystemVersion", isDescending: false },
      async () => undefined,
    );
    expect([...new Set(versions.map((one) => one.operatingSystemVersion))]).toEqual([
      null,
      "10.0.9",
      "10.0.19045",
    ]);
  });

  test("[WB85] a page at any offset is what stands there in the order, for every column", async () => {
    const every = conditionOf("lifecycle.state: [active, retired]");
    for (const condition of [every, conditionOf("name: gamma"), conditionOf("operatingSystem: windows")]) {
      for (const sort of sorts) {
        const whole = (await store().searchAssets({ condition, sort, after: null, limit: 100 })).assets;
        for (const offset of [0, 1, 6, 13, 20, 26, 33, 39, 40, 100]) {
          const page = await store().searchAssets({ condition, sort, after: null, offset, limit: 7 });
          const ids = page.assets.map(({ id }) => id);
          const expected = whole.slice(offset, offset + 7).map(({ id }) => id);
          expect({ sort, offset, ids }).toEqual({ sort, offset, ids: expected });
          expect(page.next === null).toBe(offset + 7 >= whole.length);
          if (page.next === null) continue;
          const { assets } = await store().searchAssets({ condition, sort, after: page.next, limit: 7 });
          expect(assets[0]?.id).toBe(whole[offset + 7]?.id);
        }
      }
    }
  });

  test("[QL47] what stays where it is in the order is on one page, whatever becomes of others meanwhile", async () => {
    let round = 0;
    let made = assetCount;
    // What moves to the end each time would be met for ever.
    let changesLeft = 0;
    const change = async (): Promise<void> => {
      if (changesLeft === 0) return;
      changesLeft -= 1;
      round += 1;
      await store().transaction(async (writer) => {
        const at = now + round * 1000;
        for (let index = round % 4; index < 20; index += 4)
          await bringDevice(writer, { ...context, at }, deviceOf(index, round));
        await bringDevice(writer, { ...context, at }, deviceOf(made, round));
        made += 1;
      });
    };
    for (const sort of sorts) {
      changesLeft = 2;
      const read = await readPages(store(), sort, change);
      const ids = read.map(({ externalId }) => externalId);
      const still = Array.from({ length: 20 }, (_, index) => `id-${index + 20}`);
      const seen = ids.filter((id) => still.includes(id));
      expect({ sort, seen: seen.toSorted() }).toEqual({ sort, seen: still.toSorted() });
    }
  });

  test("[QL48] an export has every asset that stays, once, while others come and change", async () => {
    const before = await store().countFound(conditionOf("lifecycle.state: [active, retired]"));
    const seen: string[] = [];
    for await (const assets of store().exportAssets(conditionOf("lifecycle.state: [active, retired]"), [])) {
      seen.push(...assets.map(({ externalId }) => externalId));
      await store().transaction((writer) =>
        bringDevice(writer, { ...context, at: now + day }, deviceOf(0, 99)),
      );
    }
    expect(seen).toHaveLength(before);
    expect(new Set(seen).size).toBe(before);
  });
});
