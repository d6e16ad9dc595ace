// Lends threads of the store, one caller each: who comes first is served first, and a thread that died is replaced.

import { RollcallError } from "../../../core/error.ts";
import type { StoreThread } from "./store-thread.ts";

/** A thread's place. It is empty until somebody needs it. */
interface Seat {
  thread: StoreThread | null;
}

export interface Lease {
  readonly thread: StoreThread;
  /** Gives the thread back; once. */
  release(): void;
}

interface Waiting {
  readonly resolve: (seat: Seat) => void;
  readonly reject: (error: RollcallError) => void;
}

/**
 * A query waits here and not in a thread: a short one never stands behind a long one while another thread is free.
 */
export class ThreadPool {
  readonly #start: () => Promise<StoreThread>;
  readonly #seats: readonly Seat[];
  readonly #free: Seat[];
  readonly #waiting: Waiting[] = [];
  #isClosed = false;

  constructor(size: number, start: () => Promise<StoreThread>) {
    this.#start = start;
    this.#seats = Array.from({ length: size }, () => ({ thread: null }));
    this.#free = [...this.#seats];
  }

  get size(): number {
    return this.#seats.length;
  }

  /** Throws `storage.closed`, `storage.busy` where the signal is aborted first, and what starting a thread throws. */
  async take(signal?: AbortSignal): Promise<Lease> {
    const seat = await this.#sit(signal);
    try {
      // A seat is one caller's at a time, so nobody starts the same thread twice.
      if (seat.thread === null || !seat.thread.isAlive) seat.thread = await this.#start();
      return { thread: seat.thread, release: () => this.#leave(seat) };
    } catch (error) {
      this.#leave(seat);
      throw error;
    }
  }

  /** From now on nobody is lent a thread. */
  close(): void {
    this.#isClosed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(closedError());
  }

  /** Ends every thread in an orderly way; a seat is filled anew when somebody takes it. */
  async endThreads(): Promise<void> {
    for (const { thread } of this.#seats) await thread?.close();
  }

  async killThreads(): Promise<void> {
    await Promise.all(this.#seats.map(({ thread }) => thread?.kill()));
  }

  #sit(signal?: AbortSignal): Promise<Seat> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) throw closedError();
      if (signal?.aborted) throw busyError();
      const seat = this.#free.pop();
      if (seat !== undefined) return resolve(seat);
      const waiting: Waiting = { resolve, reject };
      this.#waiting.push(waiting);
      signal?.addEventListener("abort", () => {
        const place = this.#waiting.indexOf(waiting);
        if (place < 0) return;
        this.#waiting.splice(place, 1);
        reject(busyError());
      });
    });
  }

  #leave(seat: Seat): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(seat);
    else next.resolve(seat);
  }
}

/** Lets so many through at once, who comes first first. */
export class Gate {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#free = size;
  }

  async pass<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}

function closedError(): RollcallError {
  return new RollcallError("storage.closed", "The store is closed.");
}

function busyError(): RollcallError {
  return new RollcallError("storage.busy", "Queries are still under way on the store.");
}
