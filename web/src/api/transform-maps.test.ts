// Searching for the device that is shown beside a transform map.

import { expect, test } from "vitest";
import { sampleSearch } from "./transform-maps.ts";

test.each([
  ["", "connection.id: 7"],
  ["till 2", "connection.id: 7 and name: till 2"],
  ["42", "connection.id: 7 and (name: 42 or asset.id: 42)"],
  ["Anna's", `connection.id: 7 and name: "Anna's"`],
  ['a "b" or c', 'connection.id: 7 and name: "a ""b"" or c"'],
  ["x: y", 'connection.id: 7 and name: "x: y"'],
])("[WB55] %j asks for devices of the connection", (typed, query) => {
  expect(sampleSearch(7, typed)).toBe(query);
});
