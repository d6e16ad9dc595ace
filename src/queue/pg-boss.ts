// Hands runs to many processes by pg-boss, which keeps its jobs in PostgreSQL: who has one, whether it still lives, and who is next.

import { type Job, PgBoss, type WorkOptions } from "pg-boss";
import { RollcallError } from "../core/error.ts";
import { type ConnectionId, connectionId } from "../core/id.ts";
import type { HandedWork, RunDispatch } from "../core/run-dispatch.ts";

export interface PgBossOptions {
  /** `postgres://…` */
  readonly url: string;
  /** What `pg_stat_activity` calls its connections. */
  readonly name: string;
  /** A worker that was not heard of for so long has lost what it was handed; 10 at least. */
  readonly heartbeatSeconds: number;
  /** A process that asks for runs alone hands out nothing and looks after nobody. */
  readonly isWorker: boolean;
  readonly onTrouble: (error: unknown) => void;
}

/** `stately`: of a connection's words one waits and one is at work at a time; a second of either kind is the same word. */
const runQueue = { name: "rollcall-runs", policy: "stately" } as const;
const careQueue = { name: "rollcall-care", policy: "stately" } as const;
const careKey = "care";

/**
 * A word comes back as long as there is something wrong, at once and then later and later. None is at work for more than a day:
 * it is then handed out anew, and the run goes on from its checkpoint.
 */
const lasting = {
  retryLimit: 1_000_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  expireInSeconds: 24 * 60 * 60,
  deleteAfterSeconds: 60 * 60,
  notify: true,
} as const;

interface RunJob {
  readonly connectionId: number;
}

type HandedRun = Parameters<RunDispatch["handOut"]>[1];

/** How often lost workers are looked for. */
const superviseSeconds = 5;
/** Also while NOTIFY works: it tells of new words, and of none that comes back from a worker that was lost, or waits for one to end. */
const pollSeconds = 2;
const stopMs = 30_000;
/** So often within the time after which a worker counts as lost: one that failed, or came late beside a large page, costs nothing. */
const heartbeats = 4;
/** A word may be lost with pg-boss's rows: the care has one again, whoever had it. */
const careEveryMs = 30_000;

/** It tells some failures as plain objects, with what the error had. */
function toError(told: unknown): unknown {
  if (told instanceof Error || typeof told !== "object" || told === null || !("message" in told)) return told;
  return Object.assign(new Error(String(told.message)), "code" in told && { code: told.code });
}

/** What PostgreSQL says where a table or a schema is not there. */
const missingStates: readonly unknown[] = ["42P01", "3F000"];

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && missingStates.includes(error.code);
}

/** pg-boss's own failures while it looks after its jobs: told, since nobody waits for them. */
function listen(boss: PgBoss, onTrouble: (error: unknown) => void): void {
  boss.on("error", (told: unknown) => onTrouble(toError(told)));
  boss.on("warning", ({ message }) => onTrouble(new RollcallError("queue.warning", message)));
}

function createBoss({ url, name, isWorker }: PgBossOptions): PgBoss {
  return new PgBoss({
    connectionString: url,
    application_name: name,
    max: isWorker ? 4 : 2,
    supervise: isWorker,
    schedule: false,
    useListenNotify: isWorker,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
    registerInstance: false,
    openTelemetry: { enabled: false },
  });
}

/** Also where a release before made it otherwise. */
async function makeQueues(boss: PgBoss, heartbeatSeconds: number): Promise<void> {
  for (const { name, policy } of [runQueue, careQueue]) {
    await boss.createQueue(name, { policy, ...lasting, heartbeatSeconds });
    await boss.updateQueue(name, { ...lasting, heartbeatSeconds });
  }
}

async function begin(boss: PgBoss, { heartbeatSeconds }: PgBossOptions): Promise<void> {
  await boss.start();
  await makeQueues(boss, heartbeatSeconds);
}

/** One that has started looks for its tables no more, so another one makes them. */
async function makeTables(options: PgBossOptions): Promise<void> {
  const boss = createBoss({ ...options, isWorker: false });
  listen(boss, options.onTrouble);
  try {
    await begin(boss, options);
  } finally {
    await boss.stop({ graceful: false });
  }
}

function wordsFor(connections: readonly ConnectionId[]) {
  return connections.map((id) => ({ data: { connectionId: id }, singletonKey: `${id}` }));
}

class PgBossDispatch implements RunDispatch {
  readonly #boss: PgBoss;
  readonly #options: PgBossOptions;
  #saying: NodeJS.Timeout | undefined;
  #making: Promise<void> | null = null;

  constructor(boss: PgBoss, options: PgBossOptions) {
    this.#boss = boss;
    this.#options = options;
  }

  async offer(connections: readonly ConnectionId[]): Promise<void> {
    if (connections.length > 0) await this.#boss.insert(runQueue.name, wordsFor(connections));
  }

  async handOut(concurrency: number, run: HandedRun, care: HandedWork): Promise<void> {
    const usual = {
      pollingIntervalSeconds: pollSeconds,
      notifyPollingIntervalSeconds: pollSeconds,
      heartbeatRefreshSeconds: this.#options.heartbeatSeconds / heartbeats,
      batchSize: 1,
    } as const;
    await this.#offerCare();
    this.#saying = setInterval(() => void this.#offerCare().catch(this.#options.onTrouble), careEveryMs);
    await this.#boss.work(careQueue.name, usual, async ([job]: Job<object>[]) => {
      if (job !== undefined && (await care(job.signal)) === "offer_again") await this.#offerCare();
    });
    for (let place = 0; place < concurrency; place += 1) await this.#handOutRuns(usual, run);
  }

  /** One at a time. Words come only when something is offered, so who is done asks at once for what has waited meanwhile. */
  async #handOutRuns(usual: WorkOptions, run: HandedRun): Promise<void> {
    const worker: string = await this.#boss.work(runQueue.name, usual, async ([job]: Job<RunJob>[]) => {
      if (job === undefined) return;
      try {
        const id = connectionId(job.data.connectionId);
        if ((await run(id, job.signal)) === "offer_again") await this.offer([id]);
      } finally {
        this.#boss.notifyWorker(worker);
      }
    });
  }

  async #offerCare(): Promise<void> {
    await this.#boss.insert(careQueue.name, [{ data: {}, singletonKey: careKey }]);
  }

  /** Tables that were dropped behind its back, or are in no backup, are made again: what was in them is in the store as well. */
  noteTrouble(error: unknown): void {
    const { onTrouble } = this.#options;
    onTrouble(error);
    if (!isMissing(error)) return;
    this.#making ??= makeTables(this.#options)
      // Whoever gets the care offers what is queued.
      .then(() => (this.#options.isWorker ? this.#offerCare() : undefined))
      .catch(onTrouble)
      .finally(() => {
        this.#making = null;
      });
  }

  async stop(): Promise<void> {
    clearInterval(this.#saying);
    await this.#making;
    await this.#boss.stop({ graceful: true, timeout: stopMs }).catch(this.#options.onTrouble);
  }
}

/** Makes what pg-boss needs where it is missing, in a schema of its own. Throws what PostgreSQL says. */
export async function openPgBoss(options: PgBossOptions): Promise<RunDispatch> {
  const boss = createBoss(options);
  const dispatch = new PgBossDispatch(boss, options);
  listen(boss, (error) => dispatch.noteTrouble(error));
  await begin(boss, options);
  return dispatch;
}
