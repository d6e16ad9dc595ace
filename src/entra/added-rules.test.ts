// What is refused of an Entra connection's transform map, each fault with its field, and what a changed map needs.

import { expect, test } from "vitest";
import { FieldsError } from "../core/error.ts";
import type { AddedRule } from "../core/transform-map.ts";
import { judgeMapChange, mostAddedRules, requireAddedRules } from "../core/transform-map-rules.ts";
import { defaultTransformMap } from "./default-transform-map.ts";
import { selectedProperties, whyUnreadable } from "./device-record.ts";

const own = defaultTransformMap.rules;
const limits = { own, whyUnreadable };
const untyped = (name: string): string => `asset.assetDetail.untypedAttributes.${name}`;
const typed = (name: string): string => `asset.assetDetail.typedAttributes.${name}`;

const added = (...lines: readonly AddedRule[]) => requireAddedRules([...own, ...lines], limits);

function faultsOf(rules: readonly AddedRule[]) {
  try {
    requireAddedRules(rules, limits);
  } catch (error) {
    if (error instanceof FieldsError) return error.faults.map(({ code, field }) => `${field} ${code}`);
    throw error;
  }
  return [];
}

const faultsWith = (...lines: readonly AddedRule[]) => faultsOf([...own, ...lines]);

test.each([
  ["a property of its own", "manufacturer"],
  ["a nested one", "extensionAttributes.extensionAttribute1"],
  ["a directory extension", "extension_0123456789abcdef0123456789abcdef_costCentre"],
  ["one that feeds another line already", "displayName"],
])("[TM3] a line may begin at %s", (_, from) => {
  expect(added({ from, to: untyped("costCentre") })).toEqual([{ from, to: untyped("costCentre") }]);
});

test("[TM3] the connector's lines may come in any order, and what is added keeps its own", () => {
  const lines = [
    { from: "model", to: typed("model-2") },
    { from: "manufacturer", to: untyped("maker") },
  ];
  const mixed = [...lines.slice(0, 1), ...own.toReversed(), ...lines.slice(1)];
  expect(requireAddedRules(mixed, limits)).toEqual(lines);
});

test("[TM1] [TM3] a line of the connector is neither left out nor fed otherwise", () => {
  expect(faultsOf(own.slice(1))).toEqual(["rules transform_map.default_missing"]);
  expect(faultsOf([])).toHaveLength(own.length);
  const otherwise = own.map((rule, at) => (at === 2 ? { ...rule, from: "deviceId" } : rule));
  expect(faultsOf(otherwise)).toEqual(["rules.2.from transform_map.default_changed"]);
});

test.each([
  ["a field that the connector's map feeds", "asset.assetDetail.name", "target_taken"],
  ["an attribute that the connector's map feeds", typed("entraDeviceId"), "target_taken"],
  ["that attribute, but untyped", untyped("entraDeviceId"), "target_taken"],
  ["that attribute in another case", typed("ENTRADEVICEID"), "target_taken"],
  ["no attribute", "asset.assetDetail.serialNumber", "target_invalid"],
  ["what holds the attributes", "asset.assetDetail.typedAttributes", "target_invalid"],
  ["an attribute without a name", untyped(""), "target_invalid"],
  ["a part of an attribute", untyped("one.two"), "target_invalid"],
  ["a name that objects have", untyped("__proto__"), "target_invalid"],
  ["a name with a space", untyped("cost centre"), "target_invalid"],
  ["a name that is too long", untyped("a".repeat(101)), "target_invalid"],
])("[TM3] a line that feeds %s is refused", (_, to, code) => {
  expect(faultsWith({ from: "model", to })).toEqual([`rules.10.to transform_map.${code}`]);
});

test.each([
  ["an empty part", "extensionAttributes..extensionAttribute1"],
  ["nothing", ""],
  ["an annotation", "@odata.type"],
  ["a place in a list", "physicalIds[0]"],
  ["what would be more of the request", "model&$expand=memberOf"],
  ["several properties", "model,manufacturer"],
  ["a relationship", "registeredOwners"],
  ["a known property in another case", "displayname"],
  ["a path that is too long", `a.${"b".repeat(200)}`],
])("[TM3] a line that begins at %s is refused", (_, from) => {
  expect(faultsWith({ from, to: untyped("one") })).toEqual(["rules.10.from transform_map.source_invalid"]);
});

test("[TM3] every fault is told, each with its line", () => {
  const lines = [
    { from: "model", to: untyped("one") },
    { from: "memberOf", to: typed("One") },
    { from: "model", to: "elsewhere" },
  ];
  expect(faultsWith(...lines)).toEqual([
    "rules.11.from transform_map.source_invalid",
    "rules.11.to transform_map.target_taken",
    "rules.12.to transform_map.target_invalid",
  ]);
});

test("[TM3] more lines than a hundred are refused", () => {
  const lines = Array.from({ length: mostAddedRules + 1 }, (_, at) => ({
    from: "model",
    to: untyped(`a${at}`),
  }));
  expect(faultsWith(...lines.slice(1))).toEqual([]);
  expect(faultsWith(...lines)).toEqual(["rules transform_map.too_many"]);
});

const basis = { selectedProperties, scope: "everything" };
const line = (from: string): AddedRule => ({ from, to: untyped("one") });

test("[TM4] a change of the map needs nothing, the store alone, or a full pull", () => {
  const stored = [line("extensionAttributes.extensionAttribute1")];
  const foreign = [line("extension_a_b"), { from: "hostnames", to: untyped("two") }];
  expect(judgeMapChange(stored, [...stored], basis)).toEqual({ kind: "unchanged" });
  expect(judgeMapChange([], stored, basis)).toEqual({ kind: "reads_stored" });
  expect(judgeMapChange(foreign, [], basis)).toEqual({ kind: "reads_stored" });
  expect(judgeMapChange(stored, [...stored, ...foreign.slice(1)], basis)).toEqual({
    kind: "needs_full_pull",
    missingProperties: ["hostnames"],
  });
  expect(judgeMapChange([], foreign, null)).toEqual({
    kind: "needs_full_pull",
    missingProperties: ["extension_a_b", "hostnames"],
  });
});
