import { expect, test } from "vitest";
import { assetId, externalId } from "./id.ts";
import { foldPage } from "./page-items.ts";
import { reconcile, type StoredDevice } from "./reconcile.ts";

const rules = {
  map: { version: 1, rules: [{ from: "displayName", to: "asset.assetDetail.name", required: true }] },
  selectedProperties: ["displayName", "model"],
};
const id = externalId("d1");
const storedAs = (standing: StoredDevice["standing"], isRetired: boolean): StoredDevice => ({
  assetId: assetId(1),
  externalId: id,
  standing,
  record: '{"displayName":"PC","id":"d1","model":"X"}',
  asset: { isRetired, acceptedRecord: null },
});
const record = { id: "d1", displayName: "PC" };

test("[DP4] a device new to the store has null for what the delta round leaves out", () => {
  const verdict = reconcile(null, { externalId: id, record }, "partial", rules);
  expect(verdict).toMatchObject({ kind: "created", record: '{"displayName":"PC","id":"d1","model":null}' });
});

test("[DP4] a device that is back keeps nothing of its old record", () => {
  const verdict = reconcile(storedAs("removed", true), { externalId: id, record }, "partial", rules);
  expect(verdict).toMatchObject({
    kind: "restored",
    changes: [{ property: "model", before: "X", after: null }],
  });
});

test("[DP2] a partial record leaves what it does not name", () => {
  const verdict = reconcile(storedAs("imported", false), { externalId: id, record }, "partial", rules);
  expect(verdict.kind).toBe("unchanged");
});

test("[RC3] of several records on one page the last word holds", () => {
  const device = (fields: object) =>
    ({ kind: "device", externalId: id, record: { id: "d1", ...fields } }) as const;
  const removed = { kind: "removed", externalId: id, restorable: true } as const;
  expect(foldPage([device({ a: 1, b: 1 }), device({ a: 2 })]).present.get(id)).toEqual({
    record: { id: "d1", a: 2, b: 1 },
    isBack: false,
  });
  expect(foldPage([device({ a: 1 }), removed]).removed.get(id)).toBe(true);
  const back = foldPage([device({ a: 1 }), removed, device({ b: 1 })]);
  expect(back.present.get(id)).toEqual({ record: { id: "d1", b: 1 }, isBack: true });
  expect(back.removed.size).toBe(0);
});
