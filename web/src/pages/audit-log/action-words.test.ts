// How actions read.

import { expect, test } from "vitest";
import { actionWords, isRefusal, usualActions } from "./action-words.ts";

test("[WB12] an action of the audit log reads as words, also one that nobody has given words of its own", () => {
  expect(actionWords("session.created")).toBe("Signed in");
  expect(actionWords("connection.creation_refused")).toBe("Connection creation refused");
  expect(actionWords("master_key.rotated")).toBe("Master key rotated");
  expect(actionWords("token.removed")).toBe("API token removed");
  expect(actionWords("thing.done_to_it")).toBe("Thing done to it");
  expect(isRefusal("session.refused") && isRefusal("tag.change_refused")).toBe(true);
  expect(isRefusal("tag.changed")).toBe(false);
  expect(new Set(usualActions).size).toBe(usualActions.length);
});
