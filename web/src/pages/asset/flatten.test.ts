// That nested properties are told by their paths, and found by their words.

import { expect, test } from "vitest";
import { flatten, searchLeaves } from "./flatten.ts";

const device = {
  displayName: "PC",
  isManaged: false,
  isCompliant: null,
  extensionAttributes: { extensionAttribute1: "Sales", extensionAttribute2: null },
  physicalIds: ["[HWID]:h:1"],
  empty: {},
};

test("[WB106] every property is told by its path, whatever it is within", () => {
  expect(flatten(device)).toEqual([
    { path: "displayName", value: "PC" },
    { path: "isManaged", value: false },
    { path: "isCompliant", value: null },
    { path: "extensionAttributes.extensionAttribute1", value: "Sales" },
    { path: "extensionAttributes.extensionAttribute2", value: null },
    { path: "physicalIds", value: ["[HWID]:h:1"] },
    { path: "empty", value: {} },
  ]);
  expect(flatten({})).toEqual([]);
});

test("[WB106] properties are found by words of their path and value, null and false among them", () => {
  const found = (text: string) => searchLeaves(flatten(device), text).map(({ path }) => path);
  expect(found("SALES extension")).toEqual(["extensionAttributes.extensionAttribute1"]);
  expect(found("null")).toEqual(["isCompliant", "extensionAttributes.extensionAttribute2"]);
  expect(found("hwid")).toEqual(["physicalIds"]);
  expect(found(" ")).toHaveLength(7);
  expect(found("nothing of it")).toEqual([]);
});
