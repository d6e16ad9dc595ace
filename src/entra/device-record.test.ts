// Graph's records become the engine's without losing anything of the device.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deltaItemOf, listItemOf } from "./device-record.ts";

test("[GR4] unknown properties, null, false and nested values are kept; OData's annotations are not", () => {
  const record = {
    id: "i",
    displayName: null,
    isManaged: false,
    accountEnabled: "perhaps",
    extension_0a1b_costCentre: ["x"],
    extensionAttributes: { extensionAttribute1: null },
  };
  const annotations = {
    "@odata.type": "#microsoft.graph.device",
    "physicalIds@odata.type": "#Collection(String)",
  };
  const item = listItemOf({ ...annotations, ...record });
  expect(item).toEqual({ kind: "device", externalId: "i", record });
  expect(deltaItemOf(record)).toEqual({ kind: "device", externalId: "i", record });
});

test("[GR4] property: every property that is no annotation comes through as it is", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string({ minLength: 1 }), (properties, id) => {
      const raw: unknown = JSON.parse(
        JSON.stringify({ ...properties, "@removed": undefined, "@odata.id": "x", id }),
      );
      const item = deltaItemOf(raw);
      if (item.kind !== "device") throw new TypeError(item.kind);
      const { "@odata.id": _annotation, ...expected } = raw as { [name: string]: unknown };
      expect(item.externalId).toBe(id);
      expect(item.record).toEqual(expected);
    }),
  );
});

test("[GR4] a property named __proto__ is a property like any other", () => {
  const item = listItemOf(JSON.parse('{"id":"i","__proto__":{"id":"x"},"@odata.id":"y"}'));
  if (item.kind !== "device") throw new TypeError(item.kind);
  expect(Object.keys(item.record)).toEqual(["id", "__proto__"]);
});

describe("[GR4] a record that is none is unreadable, with the reason", () => {
  test.each([null, "device", 5, true, [], [{ id: "i" }]])("%j is no object", (raw) => {
    for (const read of [listItemOf, deltaItemOf])
      expect(read(raw)).toMatchObject({
        kind: "unreadable",
        rejection: { externalId: null, code: "device.not_an_object" },
      });
  });

  test.each([
    {},
    { id: null },
    { id: "" },
    { id: 5 },
    { id: "a\u0000b" },
    { Id: "i" },
    { "@removed": { reason: "deleted" } },
  ])("%j has no id", (raw) => {
    for (const read of [listItemOf, deltaItemOf])
      expect(read(raw)).toMatchObject({
        kind: "unreadable",
        rejection: { externalId: null, code: "device.id_missing" },
      });
  });
});

test.each<[unknown, boolean]>([
  [{ reason: "changed" }, true],
  [{ reason: "deleted" }, false],
  [{ reason: "vanished" }, false],
  [{}, false],
  [true, false],
])("[GR19] a removal with %j is restorable: %s", (removed, restorable) => {
  expect(deltaItemOf({ id: "i", "@removed": removed, displayName: "n" })).toEqual({
    kind: "removed",
    externalId: "i",
    restorable,
  });
});

test("[GR19] a device that says it is not removed is a device", () => {
  expect(deltaItemOf({ id: "i", "@removed": false, displayName: "n" }).kind).toBe("device");
});
