// A server that is stopped, or watched, while a backup is put in the place of its database.

import { once } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { startTestServer } from "../support/server.ts";

const headers = { "content-type": "application/octet-stream" };

test("[SV41] a stop waits for a restore whose client has left, and leaves no thread behind", async () => {
  await using server = await startTestServer();
  const backup = await server.api.bytes("/api/v1/backup");
  const living = new Set<Worker>();
  const keep = (worker: Worker): void => {
    living.add(worker);
    worker.once("exit", () => living.delete(worker));
  };
  process.on("worker", keep);
  const client = new AbortController();
  const begun = once(process, "worker");
  const asked = server.api.ask("PUT", "/api/v1/backup", backup, { headers, signal: client.signal });
  // The upload is whole, and judged in a thread of its own.
  await begun;
  client.abort();
  await expect(asked).rejects.toThrow();
  await server.stop();
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  process.off("worker", keep);
  expect(living.size).toBe(0);
});

test("[SV42] a restore ends the streams of events, since what they told is another past", async () => {
  await using server = await startTestServer();
  const backup = await server.api.bytes("/api/v1/backup");
  await using events = await server.api.watch();
  expect((await server.api.ask("PUT", "/api/v1/backup", backup, { headers })).status).toBe(200);
  await events.ended;
});
