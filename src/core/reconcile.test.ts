// What one record of a device means, given what is stored of it.

import { expect, test } from "vitest";
import type { DeltaItem } from "./connector.ts";
import { assetId, externalId } from "./id.ts";
import { foldPage } from "./page-items.ts";
import { reconcile, type StoredDevice } from "./reconcile.ts";
import { everyDevice } from "./scope.ts";

const rules = {
  map: { version: 1, rules: [{ from: "displayName", to: "asset.assetDetail.name", required: true }] },
  neverSet: { displayName: null, model: null, labels: [], attributes: { one: null, two: null } },
  scope: everyDevice,
  unlikeAsked: new Set<string>(),
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

const created = (incoming: object): unknown => {
  const verdict = reconcile(null, { externalId: id, record: { ...record, ...incoming } }, "partial", rules);
  return verdict.kind === "created" ? JSON.parse(verdict.record) : verdict;
};

test("[DP4] a device new to the store shows as a list does what the delta round leaves out", () => {
  const whole = { ...rules.neverSet, ...record };
  expect(created({})).toEqual(whole);
  expect(created({ labels: ["a"], model: "X" })).toEqual({ ...whole, labels: ["a"], model: "X" });
  expect(created({ attributes: { two: "b" } })).toEqual({ ...whole, attributes: { one: null, two: "b" } });
});

test("[DP2] members of a property of fixed members are merged one by one, those of any other replaced", () => {
  const before = { id: "d1", displayName: "PC", attributes: { one: "a", two: "b" }, other: { x: 1, y: 2 } };
  const stored = { ...storedAs("imported", false), record: JSON.stringify(before) };
  const incoming = { id: "d1", attributes: { two: null }, other: { y: 3 } };
  const verdict = reconcile(stored, { externalId: id, record: incoming }, "partial", rules);
  expect(verdict).toMatchObject({
    kind: "updated",
    changes: [
      { property: "attributes.two", before: "b", after: null },
      { property: "other.x", before: 1, after: undefined },
      { property: "other.y", before: 2, after: 3 },
    ],
  });
});

test("[DP4] a device that is back keeps nothing of its old record", () => {
  const verdict = reconcile(storedAs("removed", true), { externalId: id, record }, "partial", rules);
  expect(verdict).toMatchObject({
    kind: "restored",
    changes: expect.arrayContaining([{ property: "model", before: "X", after: null }]),
  });
});

test("[DP2] a partial record leaves what it does not name", () => {
  const verdict = reconcile(storedAs("imported", false), { externalId: id, record }, "partial", rules);
  expect(verdict.kind).toBe("unchanged");
});

test("[RC1] a device that stays as it was rejected is rejected again and not written", () => {
  const nameless = { id: "d1", displayName: null };
  const stored = { ...storedAs("rejected", false), record: JSON.stringify({ displayName: null, id: "d1" }) };
  const again = reconcile(stored, { externalId: id, record: nameless }, "whole", rules);
  expect(again).toMatchObject({ kind: "still_rejected", rejection: { code: "device.required_field_empty" } });
  const changed = { ...nameless, model: "Y" };
  const other = reconcile(stored, { externalId: id, record: changed }, "whole", rules);
  expect(other.kind).toBe("rejected");
});

test("[RC3] of several records on one page the last word holds", () => {
  const device = (fields: object) =>
    ({ kind: "device", externalId: id, record: { id: "d1", ...fields } }) as const;
  const fold = (...items: readonly DeltaItem[]) => foldPage(items, {});
  const removed = { kind: "removed", externalId: id, restorable: true } as const;
  expect(fold(device({ a: 1, b: 1 }), device({ a: 2 })).present.get(id)).toEqual({ id: "d1", a: 2, b: 1 });
  expect(fold(device({ a: 1 }), removed).removed.get(id)).toBe(true);
  const back = fold(device({ a: 1 }), removed, device({ b: 1 }));
  expect(back.present.get(id)).toEqual({ id: "d1", a: 1, b: 1 });
  expect(back.removed.size).toBe(0);
});
