// Connections to tenants in memory, a queue and workers on one store, with a clock and signals that a test owns.

import { EventEmitter, once } from "node:events";
import type { ConnectionSettings } from "../../src/core/connection.ts";
import type { Connector } from "../../src/core/connector.ts";
import { RollcallError } from "../../src/core/error.ts";
import type { ConnectionId, InventoryTaskId, SyncRunId } from "../../src/core/id.ts";
import type { RunQueue } from "../../src/core/run-queue.ts";
import type { ScheduleInput } from "../../src/core/schedule.ts";
import { everyDevice, type Scope } from "../../src/core/scope.ts";
import { Secret } from "../../src/core/secret.ts";
import type { Storage } from "../../src/core/storage.ts";
import type { SyncRun } from "../../src/core/sync-run.ts";
import { createRunQueue } from "../../src/queue/run-requests.ts";
import { Worker } from "../../src/sync/worker.ts";
import { openTestStore } from "./engine.ts";
import { MemoryTenant } from "./memory-tenant.ts";
import { OwnClock } from "./own-clock.ts";

export function tenantOf(count: number): MemoryTenant {
  const tenant = new MemoryTenant();
  for (let index = 1; index <= count; index += 1) tenant.set(`d${index}`, { displayName: `PC ${index}` });
  return tenant;
}

export interface Dispatch {
  readonly storage: Storage;
  readonly queue: RunQueue;
  readonly clock: OwnClock;
  readonly troubles: unknown[];
  /** Each run as it was told of, in order. */
  readonly told: SyncRun[];
  readonly removed: ConnectionId[];
  readonly toldTasks: { readonly id: InventoryTaskId; readonly isEnded: boolean }[];
  /** May be replaced: what says which devices a connection imports. */
  scopeOf: (id: ConnectionId) => Promise<Scope>;
  connect(tenant: MemoryTenant, schedule?: ScheduleInput | null): Promise<ConnectionId>;
  /** The queue tells the worker that was started last. */
  startWorker(concurrency?: number): Worker;
  /** Resolves when it holds; looked at whenever anything happens. */
  until(holds: () => boolean | Promise<boolean>): Promise<void>;
  untilEnded(runId: SyncRunId): Promise<SyncRun>;
  /** Something has happened that `until` may wait for. */
  happen(): void;
}

/** Whoever waits looks again whenever something happens. */
function createSignals() {
  const signals = new EventEmitter();
  return {
    happen: (): void => void signals.emit("happened"),
    until: async (holds: () => boolean | Promise<boolean>): Promise<void> => {
      for (;;) {
        const happened = once(signals, "happened");
        if (await holds()) return;
        await happened;
      }
    },
  };
}

function settingsOf(tenantId: string): ConnectionSettings {
  const hosts = { loginUrl: "http://127.0.0.1:1", graphUrl: "http://127.0.0.1:2" };
  return { tenantId, clientId: "client", ...hosts, tokenEndpoint: "v1" };
}

/** The connector of all the tenants, by their ids. */
function connectorOf(tenants: ReadonlyMap<string, MemoryTenant>): Connector {
  return {
    ...new MemoryTenant().connector(),
    openSource: (options) => {
      const tenant = tenants.get(options.settings.tenantId);
      if (tenant === undefined) throw new RollcallError("test.no_tenant", "There is no such tenant.");
      return tenant.connector().openSource(options);
    },
  };
}

const isOver = ({ state }: SyncRun): boolean => state.name !== "queued" && state.name !== "running";

/** `guard` may stand between all of it and the store. */
export async function createDispatch(
  guard: (storage: Storage) => Storage = (storage) => storage,
): Promise<Dispatch> {
  const storage = guard(await openTestStore());
  const clock = new OwnClock(1_800_000_000_000);
  const { happen, until } = createSignals();
  clock.onSleep = happen;
  const tenants = new Map<string, MemoryTenant>();
  const [troubles, told, removed]: [unknown[], SyncRun[], ConnectionId[]] = [[], [], []];
  const toldTasks: Dispatch["toldTasks"] = [];
  let worker: Worker | null = null;
  const wake = (): void => void worker?.wake();
  const queue = createRunQueue({ storage, clock, onQueued: wake, onCancelled: wake });
  const add = <Item>(list: Item[], item: Item): void => {
    list.push(item);
    happen();
  };
  const dispatch: Dispatch = {
    ...{ storage, queue, clock, troubles, told, removed, toldTasks, until, happen },
    scopeOf: async () => everyDevice,
    connect: (tenant, schedule = null) => {
      const name = `Tenant ${tenants.size + 1}`;
      tenants.set(name, tenant);
      const [settings, secret] = [settingsOf(name), new Secret("planted-secret")];
      const connection = { name, connectorId: "entra-devices", settings, secret, schedule };
      return storage.transaction((writer) => writer.createConnection(connection, clock.now()));
    },
    startWorker: (concurrency = 2) => {
      worker = new Worker({
        ...{ storage, connector: connectorOf(tenants), clock, concurrency, onProgress: happen },
        scopeOf: (id) => dispatch.scopeOf(id),
        onRunChanged: (run) => add(told, run),
        onRemoved: (id) => add(removed, id),
        onTaskChanged: (id, isEnded) => add(toldTasks, { id, isEnded }),
        onTrouble: (error) => add(troubles, error),
      });
      return worker;
    },
    untilEnded: async (runId) => {
      await until(() => told.some((run) => run.id === runId && isOver(run)));
      return storage.readRun(runId);
    },
  };
  return dispatch;
}
