// A thread of the store as the serving thread sees it: asked by messages, and known to be alive or not.

import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { RollcallError } from "../../../core/error.ts";
import { fromSentError, type Order, type Outcome, type ThreadMessage, type ThreadSetup } from "./messages.ts";

interface Asked {
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

export class StoreThread {
  readonly #worker: Worker;
  readonly #exited: Promise<unknown>;
  readonly #asked = new Map<number, Asked>();
  #lastId = 0;
  #end: { readonly cause: unknown } | null = null;

  /** Resolves when its database is open; throws what opening threw, or `storage.thread_ended`. */
  static async start(setup: ThreadSetup): Promise<StoreThread> {
    const worker = new Worker(new URL("thread-main.ts", import.meta.url), { workerData: setup });
    const thread = new StoreThread(worker);
    try {
      await thread.#opened();
      return thread;
    } catch (error) {
      await thread.kill();
      throw error;
    }
  }

  private constructor(worker: Worker) {
    this.#worker = worker;
    let cause: unknown;
    worker.on("error", (error: unknown) => {
      cause = error;
    });
    worker.on("messageerror", (error: unknown) => {
      cause = error;
      void worker.terminate();
    });
    worker.on("message", (message: ThreadMessage) => this.#hear(message));
    this.#exited = new Promise<void>((resolve) => {
      worker.on("exit", () => {
        this.#end = { cause };
        for (const { reject } of this.#asked.values()) reject(this.#endedError());
        this.#asked.clear();
        resolve();
      });
    });
  }

  get isAlive(): boolean {
    return this.#end === null;
  }

  /** Throws SQLite's error with its code, or `storage.thread_ended` where the thread ends before it has answered. */
  ask(order: Order): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      if (this.#end !== null) throw this.#endedError();
      this.#lastId += 1;
      const id = this.#lastId;
      // What cannot be sent, a function say, is thrown here and leaves nothing behind.
      this.#worker.postMessage({ id, order });
      this.#asked.set(id, { resolve, reject });
    });
  }

  /** Closes the connection, which rolls back what is open, and ends the thread. */
  async close(): Promise<void> {
    if (this.#end !== null) return;
    try {
      await this.ask({ kind: "close" });
    } finally {
      await this.kill();
    }
  }

  /** Ends the thread at once, whatever it does; what it had not committed is rolled back. */
  async kill(): Promise<void> {
    await this.#worker.terminate();
    await this.#exited;
  }

  async #opened(): Promise<void> {
    const ended = this.#exited.then(() => {
      throw this.#endedError();
    });
    const said = once(this.#worker, "message") as Promise<[ThreadMessage]>;
    const [message] = await Promise.race([said, ended]);
    if (message.kind === "unopened") throw fromSentError(message.error);
  }

  #endedError(): RollcallError {
    return new RollcallError("storage.thread_ended", "A thread of the store ended before it answered.", {
      cause: this.#end?.cause,
    });
  }

  #hear(message: ThreadMessage): void {
    if (message.kind !== "done" && message.kind !== "failed") return;
    const asked = this.#asked.get(message.id);
    this.#asked.delete(message.id);
    if (message.kind === "done") asked?.resolve(message.outcome);
    else asked?.reject(fromSentError(message.error));
  }
}
