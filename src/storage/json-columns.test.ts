// What is read of a stored checkpoint, and what is not.

import { expect, test } from "vitest";
import { checkpointVersion, storedCheckpoint } from "./json-columns.ts";

const position = { phase: "retiring", deltaLink: "link" };
const stored = { version: checkpointVersion, connectionId: 1, position };

test("[CK3] a checkpoint of this release is read as it was written", () => {
  expect(storedCheckpoint.parse(JSON.stringify(stored))).toEqual(stored);
});

test.each([
  ["no JSON", "{"],
  ["null", "null"],
  ["another version", JSON.stringify({ ...stored, version: checkpointVersion + 1 })],
  ["no version", JSON.stringify(position)],
  ["a phase that nobody knows", JSON.stringify({ ...stored, position: { phase: "resting" } })],
  ["a phase without its link", JSON.stringify({ ...stored, position: { phase: "following" } })],
])("[CK3] %s is not read", (_name, text) => {
  expect(storedCheckpoint.safeParse(text).success).toBe(false);
});
