// Traits: an asset shows what its device says, and the counts are true, whatever is written in whatever order.

import fc from "fast-check";
import { expect, test } from "vitest";
import { type AssetId, assetId } from "../../src/core/id.ts";
import { beginRun, bringDevice, describeStores } from "../support/stores.ts";

const flag = fc.constantFrom(true, false, null);
const device = fc.record({
  operatingSystem: fc.constantFrom("Windows", "windows", "iOS", "", null),
  operatingSystemVersion: fc.constantFrom("10.0", "10,0", '"1"', null),
  trustType: fc.constantFrom("AzureAd", "ServerAd", null),
  isCompliant: flag,
  isManaged: flag,
  accountEnabled: flag,
  registrationDateTime: fc.constantFrom("2026-01-02T03:04:05Z", "0001-01-01T00:00:00Z", null),
});
type Device = typeof device extends fc.Arbitrary<infer Value> ? Value : never;
const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("bring" as const), number: fc.nat(9), device }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("retire" as const), number: fc.nat(9) }) },
);

describeStores((store) => {
  test("[TR1] [TR2] an asset shows what its device last said, and each count is what a recount finds", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
        const context = await store().transaction(beginRun);
        const { connectionId } = context;
        const shown = new Map<AssetId, { record: Device; isRetired: boolean }>();
        const ids = new Map<number, AssetId>();
        for (const step of acts)
          await store().transaction(async (writer) => {
            if (step.kind === "bring") {
              const record = { id: `d${step.number}`, displayName: `PC ${step.number}`, ...step.device };
              const id = await bringDevice(writer, context, record);
              ids.set(step.number, id);
              shown.set(id, { record, isRetired: false });
              return;
            }
            const id = ids.get(step.number);
            const known = id === undefined ? undefined : shown.get(id);
            if (id === undefined || known === undefined) return;
            await writer.retire(context, [{ assetId: id, reason: "deleted_at_source" }]);
            shown.set(id, { ...known, isRetired: true });
          });
        const assets = await store().readAssets({ connectionId, after: 0, limit: 100 });
        expect(assets.map(({ id }) => id)).toEqual([...shown.keys()].sort((one, other) => one - other));
        for (const { id, fields, lifecycle } of assets) {
          const known = shown.get(assetId(id));
          if (known === undefined) throw new Error(`Nobody brought the asset ${id}.`);
          const { record, isRetired } = known;
          expect(lifecycle.state).toBe(isRetired ? "retired" : "active");
          expect(fields).toMatchObject({
            operatingSystem: record.operatingSystem,
            operatingSystemVersion: record.operatingSystemVersion,
            trustType: record.trustType,
            isCompliant: record.isCompliant,
            isManaged: record.isManaged,
            isEnabled: record.accountEnabled,
          });
        }
        const retired = assets.filter(({ lifecycle }) => lifecycle.state === "retired").length;
        expect(await store().readRetiredCount(connectionId)).toBe(retired);
        const { activeAssets } = await store().readStandings(connectionId);
        expect(activeAssets).toBe(assets.length - retired);
      }),
      { numRuns: 15 },
    );
  });
});
