// The engine on an embedded store in memory, with a clock that a test owns.

import type { Asset } from "../../src/core/asset.ts";
import type { Clock } from "../../src/core/clock.ts";
import type { ConnectionSettings } from "../../src/core/connection.ts";
import type { Connector } from "../../src/core/connector.ts";
import { type ConnectionId, connectionId, type SyncRunId } from "../../src/core/id.ts";
import type { RetirementDecision, RetirementGuard } from "../../src/core/retirement.ts";
import { everyDevice, type Scope } from "../../src/core/scope.ts";
import { Secret } from "../../src/core/secret.ts";
import type { Storage } from "../../src/core/storage.ts";
import type { SyncMode, SyncRun } from "../../src/core/sync-run.ts";
import { createRunQueue } from "../../src/queue/run-requests.ts";
import { openSqlite } from "../../src/storage/sqlite/open.ts";
import { runSync } from "../../src/sync/run-sync.ts";

export const testKeys = { currentId: "test", keys: new Map([["test", new Uint8Array(32).fill(7)]]) };

export interface Engine {
  readonly storage: Storage;
  readonly connectionId: ConnectionId;
  /** Moves the clock on. */
  advance(durationMs: number): void;
  /** Queues a run and runs it to its end. */
  sync(mode: SyncMode): Promise<SyncRun>;
  queue(mode: SyncMode): Promise<SyncRunId>;
  /** Runs a queued run, or goes on with one that ended before its time. */
  resume(runId: SyncRunId, signal?: AbortSignal): Promise<SyncRun>;
}

interface Tenant {
  connector(): Connector;
  readonly settings?: ConnectionSettings;
  readonly secret?: string;
  readonly retirementGuard?: RetirementGuard;
  /** Everything, unless told otherwise. */
  scope?: Scope;
}

let openStore = (): Promise<Storage> => openSqlite(":memory:", testKeys);

/** Opens a store as the test file wants it. */
export function openTestStore(): Promise<Storage> {
  return openStore();
}

/** Engines that are made from now on, in this test file, keep what they bring in another store. */
export function useStore(open: () => Promise<Storage>): void {
  openStore = open;
}

/** `guard` may stand between the engine and its store, to make a transaction fail. */
export async function createEngine(
  tenant: Tenant,
  guard: (storage: Storage) => Storage = (storage) => storage,
): Promise<Engine> {
  const storage = guard(await openStore());
  let now = 1_800_000_000_000;
  const clock = {
    now: (): number => {
      now += 1000;
      return now;
    },
    sleep: async () => undefined,
  } satisfies Clock;
  const advance = (durationMs: number): void => {
    now += durationMs;
  };
  const settings = tenant.settings ?? {
    tenantId: "contoso.example",
    clientId: "client",
    loginUrl: "http://127.0.0.1:1",
    graphUrl: "http://127.0.0.1:2",
    tokenEndpoint: "v1" as const,
  };
  const secret = new Secret(tenant.secret ?? "planted-secret");
  const id = await storage.transaction((writer) =>
    writer.createConnection(
      {
        name: "Contoso",
        connectorId: tenant.connector().id,
        settings,
        secret,
        ...(tenant.retirementGuard && { retirementGuard: tenant.retirementGuard }),
      },
      clock.now(),
    ),
  );
  const resume = (runId: SyncRunId, signal = new AbortController().signal): Promise<SyncRun> =>
    runSync(
      {
        storage,
        connector: tenant.connector(),
        clock,
        scope: tenant.scope ?? everyDevice,
        signal,
        onProgress: () => undefined,
      },
      runId,
    );
  const queue = (mode: SyncMode): Promise<SyncRunId> =>
    storage.transaction((writer) =>
      writer.createRun({
        connectionId: id,
        mode,
        transformMapVersion: 1,
        trigger: "person",
        at: clock.now(),
      }),
    );
  const sync = async (mode: SyncMode): Promise<SyncRun> => resume(await queue(mode));
  return { storage, connectionId: connectionId(id), sync, queue, resume, advance };
}

/** Every asset of a connection, active and retired, in the order of ids. */
export async function* readAllAssets(storage: Storage, id: ConnectionId): AsyncIterable<Asset> {
  for (let after = 0; ; ) {
    const page = await storage.readAssets({ connectionId: id, after, limit: 10_000 });
    const last = page.at(-1);
    if (last === undefined) return;
    yield* page;
    after = last.id;
  }
}

/** What the inventory shows of every active asset, by external id. */
export async function readInventory({
  storage,
  connectionId: id,
}: Pick<Engine, "storage" | "connectionId">): Promise<ReadonlyMap<string, unknown>> {
  const inventory = new Map<string, unknown>();
  for await (const asset of readAllAssets(storage, id)) {
    const device = await storage.readDeviceRecord(asset.id);
    if (device === null || asset.lifecycle.state === "retired") continue;
    if (inventory.has(device.externalId)) throw new Error(`The device ${device.externalId} has two assets.`);
    inventory.set(device.externalId, JSON.parse(device.record));
  }
  return inventory;
}

/** A person's decision on a held run, which is then queued again. */
export function decideRetirements(
  storage: Storage,
  runId: SyncRunId,
  decision: RetirementDecision,
): Promise<void> {
  const clock: Clock = { now: () => 1_800_000_000_000, sleep: async () => undefined };
  const queue = createRunQueue({
    ...{ storage, clock },
    onQueued: () => undefined,
    onCancelled: () => undefined,
  });
  return queue.decide(runId, decision);
}
