// What processes on one database tell each other at once: PostgreSQL's LISTEN and NOTIFY. Nothing is kept for whoever was away.

import pg from "pg";
import { toStorageError } from "./failure.ts";
import { clientConfig, createPool, type PoolSettings } from "./pool.ts";

export interface ChannelListener {
  /** What any process has sent, this one too. */
  readonly onMessage: (text: string) => void;
  /** Words may have been missed: the connection was away, and is back. */
  readonly onGap: () => void;
  readonly onTrouble: (error: unknown) => void;
}

export interface Channel {
  /** Up to 7,999 bytes. Throws `storage.unavailable`. */
  send(text: string): Promise<void>;
  /** Whether words come in at present. */
  isListening(): boolean;
  close(): Promise<void>;
}

const channelName = "rollcall";
const firstWaitMs = 500;
const longestWaitMs = 15_000;
/** A connection that is gone without a word is noticed by asking. */
const askEveryMs = 10_000;
const answerMs = 5_000;

/** A connection of its own that listens, and again when it was cut off, until it is closed. */
class Listening {
  readonly #settings: PoolSettings;
  readonly #listener: ChannelListener;
  #client: pg.Client | null = null;
  #asking: NodeJS.Timeout | undefined;
  #again: NodeJS.Timeout | undefined;
  #waitMs = firstWaitMs;
  #isClosed = false;

  constructor(settings: PoolSettings, listener: ChannelListener) {
    this.#settings = settings;
    this.#listener = listener;
  }

  get isOn(): boolean {
    return this.#client !== null;
  }

  async begin(): Promise<void> {
    const client = new pg.Client({ ...clientConfig(this.#settings), query_timeout: answerMs });
    let isOver = false;
    const over = (error?: unknown): void => {
      if (isOver) return;
      isOver = true;
      this.#end(client, error);
    };
    client.on("error", over);
    client.on("end", () => over());
    client.on("notification", ({ payload }) => this.#listener.onMessage(payload ?? ""));
    try {
      await client.connect();
      await client.query(`listen ${channelName}`);
    } catch (error) {
      over(error);
      throw toStorageError(error);
    }
    if (isOver) return;
    this.#client = client;
    this.#waitMs = firstWaitMs;
    this.#asking = setInterval(() => void client.query("select 1").catch(over), askEveryMs);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#again);
    clearInterval(this.#asking);
    const client = this.#client;
    this.#client = null;
    await client?.end();
  }

  #end(client: pg.Client, error: unknown): void {
    const wasOn = this.#client === client;
    if (wasOn) {
      this.#client = null;
      clearInterval(this.#asking);
    }
    // One that does not answer is not waited for.
    void client.end().catch(() => undefined);
    if (this.#isClosed || !wasOn) return;
    this.#listener.onTrouble(toStorageError(error ?? new Error("Connection terminated by the database")));
    this.#beginLater();
  }

  #beginLater(): void {
    this.#again = setTimeout(() => {
      this.begin().then(
        () => this.#listener.onGap(),
        () => {
          if (!this.#isClosed) this.#beginLater();
        },
      );
    }, this.#waitMs);
    this.#waitMs = Math.min(longestWaitMs, this.#waitMs * 2);
  }
}

/** Listens before it resolves. Throws `storage.unavailable`. */
export async function openChannel(settings: PoolSettings, listener: ChannelListener): Promise<Channel> {
  const listening = new Listening(settings, listener);
  await listening.begin();
  const pool = createPool({ ...settings, connections: 1 });
  return {
    send: async (text) => {
      const client = await pool.connect();
      try {
        await client.query("select pg_notify($1, $2)", [channelName, text]);
      } finally {
        client.release();
      }
    },
    isListening: () => listening.isOn,
    close: async () => {
      await listening.close();
      await pool.end();
    },
  };
}
