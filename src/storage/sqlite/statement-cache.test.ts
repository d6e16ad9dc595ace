// The cache of prepared statements keeps what is used and no more than it may.

import { expect, test } from "vitest";
import { openConnection } from "./connection.ts";
import { createStatementCache } from "./statement-cache.ts";

test("the statements used last are kept, and the one unused for longest is dropped", () => {
  const database = openConnection(":memory:");
  const statementOf = createStatementCache(database, 2);
  const one = statementOf("select 1");
  const two = statementOf("select 2");
  expect(statementOf("select 1")).toBe(one);
  statementOf("select 3");
  expect(statementOf("select 1")).toBe(one);
  expect(statementOf("select 2")).not.toBe(two);
  expect(() => statementOf("nonsense")).toThrow('near "nonsense": syntax error');
  database.close();
});
