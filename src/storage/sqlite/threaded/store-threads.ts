// The threads of one store: a writer, and query threads that only read.

import { RollcallError } from "../../../core/error.ts";
import { migrateDatabase } from "./file-work.ts";
import type { Order, Outcome } from "./messages.ts";
import { StoreThread } from "./store-thread.ts";
import { Gate, type Lease, ThreadPool } from "./thread-pool.ts";

export interface ThreadCounts {
  /** Searches leave one of several to whatever else is read. */
  readonly queryThreads: number;
  /** How long a statement waits for a lock that a connection outside this store holds. */
  readonly busyTimeoutMs: number;
  /** How long an end waits for what is under way. */
  readonly drainMs: number;
}

async function askOnce(pool: ThreadPool, order: Order): Promise<Outcome> {
  const { thread, release } = await pool.take();
  try {
    return await thread.ask(order);
  } finally {
    release();
  }
}

/** What a driver asks of them. */
export interface StoreAccess {
  /** Asks a query thread. */
  read(order: Order): Promise<Outcome>;
  /** Asks the writer, outside a transaction. */
  write(order: Order): Promise<Outcome>;
  /** Nobody else writes through this store until the lease is released. */
  takeWriter(): Promise<Lease>;
  close(): Promise<void>;
}

export class StoreThreads implements StoreAccess {
  readonly #writer: ThreadPool;
  readonly #queries: ThreadPool;
  readonly #searches: Gate;
  readonly #drainMs: number;
  #closing: Promise<void> | null = null;

  /** The writer is open, and the schema this release's, when this resolves; a query thread starts when it is needed. */
  static async start(file: string, counts: ThreadCounts): Promise<StoreThreads> {
    const threads = new StoreThreads(file, counts);
    (await threads.takeWriter()).release();
    return threads;
  }

  private constructor(file: string, { queryThreads, busyTimeoutMs, drainMs }: ThreadCounts) {
    const starting = (role: "writer" | "query") => () => StoreThread.start({ file, role, busyTimeoutMs });
    this.#writer = new ThreadPool(1, async () => {
      await migrateDatabase(file);
      return starting("writer")();
    });
    this.#queries = new ThreadPool(queryThreads, starting("query"));
    this.#searches = new Gate(Math.max(1, queryThreads - 1));
    this.#drainMs = drainMs;
  }

  async read(order: Order): Promise<Outcome> {
    this.#refuseClosed();
    return askOnce(this.#queries, order);
  }

  /** The same for whoever may keep a thread busy for long: all but one of the query threads at once. */
  forSearches(): StoreAccess {
    return {
      read: (order) => this.#searches.pass(() => this.read(order)),
      write: (order) => this.write(order),
      takeWriter: () => this.takeWriter(),
      close: () => this.close(),
    };
  }

  async write(order: Order): Promise<Outcome> {
    this.#refuseClosed();
    return askOnce(this.#writer, order);
  }

  async takeWriter(): Promise<Lease> {
    this.#refuseClosed();
    return this.#writer.take();
  }

  /**
   * Holds queries back, waits for those under way, ends all threads, does `work` and lets the queries go on, in threads that
   * open the file anew. Throws `storage.busy` where something stays under way for too long, and then does nothing.
   */
  async whileEnded<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#refuseClosed();
    const leases = await this.#takeAll();
    try {
      await this.#endThreads();
      return await work();
    } finally {
      for (const { release } of leases) release();
    }
  }

  /** Waits for what is under way, though not for ever, and ends all threads. What is asked from now on throws `storage.closed`. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const isIdle = await this.#takeAll().then(
      () => true,
      () => false,
    );
    this.#writer.close();
    this.#queries.close();
    if (isIdle) await this.#endThreads();
    else await Promise.all([this.#queries.killThreads(), this.#writer.killThreads()]);
  }

  /** The writer first: a transaction under way may read as well. */
  async #takeAll(): Promise<readonly Lease[]> {
    const signal = AbortSignal.timeout(this.#drainMs);
    const leases: Lease[] = [];
    try {
      leases.push(await this.#writer.take(signal));
      while (leases.length <= this.#queries.size) leases.push(await this.#queries.take(signal));
      return leases;
    } catch (error) {
      for (const { release } of leases) release();
      throw error;
    }
  }

  /** Whoever closes last moves the log into the file, which only the writer may. */
  async #endThreads(): Promise<void> {
    await this.#queries.endThreads();
    await this.#writer.endThreads();
  }

  #refuseClosed(): void {
    if (this.#closing !== null) throw new RollcallError("storage.closed", "The store is closed.");
  }
}
