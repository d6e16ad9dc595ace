// Shows which queries wait for one another.

import { expect, test } from "vitest";
import type { AssetQuery } from "../core/asset-query.ts";
import { createQueryTurns } from "./wide-queries.ts";

const one: AssetQuery = { kind: "lifecycle", state: "active" };
const wide: AssetQuery = { kind: "not", term: { kind: "or", terms: Array.from({ length: 200 }, () => one) } };

test("[QL85] of queries with very many conditions one is asked after the other, and no other waits for them", async () => {
  const turn = createQueryTurns();
  const asked: string[] = [];
  const first = Promise.withResolvers<string>();
  const answers = [
    turn(wide, () => {
      asked.push("first wide");
      return first.promise;
    }),
    turn(wide, async () => {
      asked.push("second wide");
      return "second";
    }),
  ];
  expect(await turn(one, async () => "narrow")).toBe("narrow");
  expect(asked).toEqual(["first wide"]);
  // One that fails keeps none from its turn.
  first.reject(new Error("It failed."));
  await expect(answers[0]).rejects.toThrow("It failed.");
  expect(await answers[1]).toBe("second");
});
