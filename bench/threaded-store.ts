// What the store behind threads costs and gives: a query's time beside the direct store's, and how long a read or a write of the
// serving thread takes while another thread writes pages of devices without a pause.

import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { type ConnectionId, connectionId, externalId } from "../src/core/id.ts";
import { reconcile } from "../src/core/reconcile.ts";
import { everyDevice } from "../src/core/scope.ts";
import { Secret } from "../src/core/secret.ts";
import type { Storage, WriteContext } from "../src/core/storage.ts";
import { entraConnector } from "../src/entra/connector.ts";
import { openSqlite } from "../src/storage/sqlite/open.ts";
import { openThreadedSqlite } from "../src/storage/sqlite/threaded/open.ts";

const keys = { currentId: "bench", keys: new Map([["bench", new Uint8Array(32).fill(1)]]) };
const pageSize = 999;
const rules = {
  map: entraConnector.defaultTransformMap,
  neverSet: {},
  scope: everyDevice,
  unlikeAsked: new Set<string>(),
};
const settings = {
  tenantId: "contoso.example",
  clientId: "client",
  loginUrl: "https://login.example",
  graphUrl: "https://graph.example",
  tokenEndpoint: "v2",
} as const;

function connect(storage: Storage): Promise<ConnectionId> {
  const made = {
    name: crypto.randomUUID(),
    connectorId: entraConnector.id,
    settings,
    secret: new Secret("s"),
  };
  return storage.transaction((writer) => writer.createConnection(made, 1));
}

async function writePage(storage: Storage, context: WriteContext, first: number): Promise<void> {
  const devices = Array.from({ length: pageSize }, (_, place) => ({
    id: externalId(`device-${first + place}`),
    displayName: `PC ${first + place}`,
    filler: "x".repeat(1000),
  }));
  await storage.transaction(async (writer) => {
    const ids = devices.map(({ id }) => id);
    const known = await writer.findDevices(context, ids);
    const verdicts = devices.map((record) =>
      reconcile(known.get(record.id) ?? null, { externalId: record.id, record }, "whole", rules),
    );
    await writer.applyVerdicts(context, verdicts);
  });
}

/** Writes page after page until it is told to stop; says how many. */
async function writeForEver(file: string): Promise<void> {
  const storage = await openSqlite(file, keys);
  const id = connectionId(1);
  const runId = await storage.transaction((writer) =>
    writer.createRun({
      connectionId: id,
      mode: "full_pull",
      transformMapVersion: 1,
      trigger: "person",
      at: 1,
    }),
  );
  let pages = 0;
  let isTold = false;
  parentPort?.once("message", () => {
    isTold = true;
  });
  while (!isTold) {
    await writePage(storage, { connectionId: id, runId, at: 1, claim: "" }, pages * pageSize);
    pages += 1;
    if (pages === 1) parentPort?.postMessage("writing");
    await new Promise((resolve) => setImmediate(resolve));
  }
  await storage.close();
  parentPort?.postMessage(pages);
}

async function time(work: () => Promise<unknown>, untilMs: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (const end = performance.now() + untilMs; performance.now() < end; ) {
    const begun = performance.now();
    await work();
    times.push(performance.now() - begun);
  }
  return times.sort((one, other) => one - other);
}

function say(what: string, times: readonly number[]): void {
  const at = (share: number) =>
    (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(3);
  console.log(
    `${what}: ${times.length} times, median ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`,
  );
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-bench-"));
  const file = join(folder, "rollcall.sqlite");
  const direct = await openSqlite(file, keys);
  const id = await connect(direct);
  say("a read, direct", await time(() => direct.readConnection(id), 2000));
  await direct.close();
  const { storage, backup, close } = await openThreadedSqlite(file, keys);
  const read = () => storage.readConnection(id);
  const write = () => connect(storage);
  await read();
  say("a read, behind threads", await time(read, 2000));
  say("a write, behind threads", await time(write, 2000));
  const worker = new Worker(new URL(import.meta.url), { workerData: file });
  await once(worker, "message");
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  say("a read, while pages are written", await time(read, 5000));
  const turns = `median ${(delay.percentile(50) / 1e6).toFixed(1)} ms, p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms`;
  console.log(`the serving thread's turns (1 ms by the timer): ${turns}`);
  say("a write, while pages are written", await time(write, 5000));
  const begun = performance.now();
  const copying = backup(join(folder, "backup.sqlite"));
  const { bytes } = await copying;
  console.log(
    `a backup meanwhile: ${(bytes / 1e6).toFixed(0)} MB in ${(performance.now() - begun).toFixed(0)} ms`,
  );
  worker.postMessage("stop");
  const [pages] = await once(worker, "message");
  console.log(`pages of ${pageSize} that were written meanwhile: ${pages}`);
  await close();
  rmSync(folder, { recursive: true });
}

if (isMainThread) await main();
else await writeForEver(workerData as string);
