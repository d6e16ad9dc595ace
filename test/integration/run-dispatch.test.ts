// How pg-boss hands out connections, on a real PostgreSQL.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConnectionId, connectionId } from "../../src/core/id.ts";
import { openPgBoss } from "../../src/queue/pg-boss.ts";
import { startPostgres, type TestPostgres } from "../support/postgres.ts";

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

/** Who asked for one every two seconds alone would not be done before the test is ended. */
const many = Array.from({ length: 60 }, (_, index) => connectionId(index + 1));

test("[MW30] what waits is handed out one after the other without a pause, in the order of the offers", async () => {
  const troubles: unknown[] = [];
  const dispatch = await openPgBoss({
    url: await postgres.createDatabase(),
    name: "test",
    heartbeatSeconds: 30,
    isWorker: true,
    onTrouble: (error) => troubles.push(error),
  });
  for (const id of many) await dispatch.offer([id]);
  const handed: ConnectionId[] = [];
  const all = Promise.withResolvers<void>();
  await dispatch.handOut(
    1,
    async (id) => {
      handed.push(id);
      if (handed.length === many.length) all.resolve();
      return "done";
    },
    async () => "done",
  );
  await all.promise;
  await dispatch.stop();
  expect(handed).toEqual(many);
  expect(troubles).toEqual([]);
});
