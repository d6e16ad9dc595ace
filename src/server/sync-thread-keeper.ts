// Keeps the sync thread running: starts it, tells it to look, starts it again when it dies, and stops it.

import { Worker } from "node:worker_threads";
import { RollcallError } from "../core/error.ts";
import type { LiveEvent } from "../core/live-event.ts";
import type { Warn } from "./scheduler-events.ts";
import type { SyncThreadOrder, SyncThreadReport, SyncThreadSetup } from "./sync-thread-messages.ts";

export interface SyncThreadWatcher {
  readonly onEvent: (event: LiveEvent) => void;
  readonly onWarning: Warn;
  readonly onTrouble: (trouble: { readonly code: string; readonly message: string }) => void;
}

/** Doubled with each death in a row, so that a thread which cannot live does not take the machine with it. */
const firstRestartMs = 1000;
const longestRestartMs = 60_000;
/** A thread that has lived this long has recovered. */
const recoveredMs = 60_000;

export class SyncThreadKeeper {
  readonly #watcher: SyncThreadWatcher;
  readonly #setup: () => SyncThreadSetup;
  #worker: Worker | null = null;
  #isReady = false;
  #isWanted = false;
  #restartMs = firstRestartMs;
  #restart: NodeJS.Timeout | undefined;

  /** `setup` is asked at each start of the thread, since keys change. */
  constructor(setup: () => SyncThreadSetup, watcher: SyncThreadWatcher) {
    this.#setup = setup;
    this.#watcher = watcher;
  }

  /** Whether it has its store open and takes up what is queued. */
  get isRunning(): boolean {
    return this.#isReady;
  }

  /** Resolves when the thread has its store open and takes up what is queued; throws what keeps it from that. */
  async start(): Promise<void> {
    this.#isWanted = true;
    await this.#begin();
  }

  wake(): void {
    this.#say({ kind: "wake" });
  }

  /** Each run stops at its next page, to be taken up by the next start; resolves when the thread has ended. */
  async stop(): Promise<void> {
    this.#isWanted = false;
    clearTimeout(this.#restart);
    const worker = this.#worker;
    if (worker === null) return;
    // A death is told as trouble, and is an end as well: `once` of events would throw it.
    const exited = new Promise<void>((resolve) => {
      worker.once("exit", () => resolve());
    });
    this.#say({ kind: "stop" });
    await exited;
  }

  #say(order: SyncThreadOrder): void {
    this.#worker?.postMessage(order);
  }

  async #begin(): Promise<void> {
    const url = new URL("sync-thread.ts", import.meta.url);
    const worker = new Worker(url, { name: "sync", workerData: this.#setup() });
    const startedAt = performance.now();
    this.#worker = worker;
    const ready = new Promise<void>((resolve, reject) => {
      worker.on("message", (report: SyncThreadReport) => {
        if (report.kind !== "ready") return this.#hear(report);
        this.#isReady = true;
        resolve();
      });
      worker.once("error", reject);
      worker.once("exit", () => {
        reject(new RollcallError("thread.ended", "The sync thread has ended before it was ready."));
        this.#end(worker, performance.now() - startedAt);
      });
    });
    worker.on("error", (error: Error) =>
      this.#watcher.onTrouble({ code: "thread.failed", message: error.message }),
    );
    await ready;
  }

  #hear(report: SyncThreadReport): void {
    if (report.kind === "event") this.#watcher.onEvent(report.event);
    if (report.kind === "warning") this.#watcher.onWarning(report.about, report.message);
    if (report.kind === "trouble") this.#watcher.onTrouble(report);
  }

  #end(worker: Worker, livedMs: number): void {
    if (this.#worker === worker) this.#worker = null;
    this.#isReady = false;
    if (!this.#isWanted) return;
    const restartMs = livedMs > recoveredMs ? firstRestartMs : this.#restartMs;
    this.#restartMs = Math.min(longestRestartMs, restartMs * 2);
    this.#watcher.onTrouble({
      code: "thread.restarted",
      message: `The sync thread has ended; it starts again in ${restartMs} ms.`,
    });
    this.#restart = setTimeout(() => {
      this.#begin().catch((error: unknown) =>
        this.#watcher.onTrouble({
          code: "thread.failed",
          message: error instanceof Error ? error.message : String(error),
        }),
      );
    }, restartMs);
  }
}
