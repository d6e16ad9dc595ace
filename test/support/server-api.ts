// Asks a server's HTTP API as its clients do, and watches its events: a test waits for one, and never for a time.

import type { z } from "zod";
import {
  type CheckResultView,
  checkResultView,
  connectionTestEnd,
} from "../../src/contract/connection-test.ts";
import { type SyncRunView, syncRunView } from "../../src/contract/sync-run.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else the text; null where there is none. */
  readonly body: unknown;
  /** As it came. */
  readonly text: string;
}

export interface AskOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface ServerEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Reads server-sent events one by one. */
async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    const parts = text.split("\n\n");
    text = parts.pop() ?? "";
    for (const part of parts) {
      const name = /^event: (.*)$/m.exec(part)?.[1];
      const data = /^data: (.*)$/m.exec(part)?.[1];
      if (name !== undefined && data !== undefined) yield { name, data: JSON.parse(data) };
    }
  }
}

export interface EventWatch extends AsyncDisposable {
  readonly events: readonly ServerEvent[];
  /** The first event that fits, of those that came as well; rejects where the stream ends without one. */
  until(fits: (event: ServerEvent) => boolean): Promise<ServerEvent>;
  /** Resolves when the server ends the stream; rejects where it breaks. */
  readonly ended: Promise<void>;
}

interface Waiting {
  readonly fits: (event: ServerEvent) => boolean;
  readonly resolve: (event: ServerEvent) => void;
  readonly reject: (error: Error) => void;
}

function follow(body: ReadableStream<Uint8Array>, abort: AbortController): EventWatch {
  const events: ServerEvent[] = [];
  let waiting: Waiting[] = [];
  let isOver = false;
  const over = (): Error => new Error(`The events are over: ${JSON.stringify(events.slice(-5))}`);
  const pump = async (): Promise<void> => {
    try {
      for await (const event of readEvents(body)) {
        events.push(event);
        for (const one of waiting) if (one.fits(event)) one.resolve(event);
        waiting = waiting.filter(({ fits }) => !fits(event));
      }
    } finally {
      isOver = true;
      for (const { reject } of waiting) reject(over());
    }
  };
  const ended = pump();
  // Who does not ask for the end need not hear how it came.
  ended.catch(() => undefined);
  return {
    events,
    ended,
    until: (fits) =>
      new Promise((resolve, reject) => {
        const known = events.find(fits);
        if (known !== undefined) resolve(known);
        else if (isOver) reject(over());
        else waiting.push({ fits, resolve, reject });
      }),
    [Symbol.asyncDispose]: async () => {
      abort.abort();
      await ended.catch(() => undefined);
    },
  };
}

/** What a test of a connection told, or the problem with which it was refused. */
export type TestOutcome =
  | { readonly passed: boolean; readonly checks: readonly CheckResultView[]; readonly refusal: null }
  | { readonly passed: false; readonly checks: readonly []; readonly refusal: Answer };

const endedStates: readonly unknown[] = ["completed", "failed", "cancelled"];
const isEnded = (event: ServerEvent, runId: number): boolean =>
  event.name === "run_changed" && event.data.id === runId && endedStates.includes(event.data.state);

const isRaw = (body: unknown): body is string | Uint8Array<ArrayBuffer> =>
  typeof body === "string" || body instanceof Uint8Array;

export class ServerApi {
  readonly url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #seen: string[];

  /** `seen` gathers every answer and event as text. */
  constructor(url: string, headers: Readonly<Record<string, string>>, seen: string[] = []) {
    this.url = url;
    this.#headers = headers;
    this.#seen = seen;
  }

  /** The same server, asked with other credentials. */
  as(token: string): ServerApi {
    return new ServerApi(this.url, { authorization: `Bearer ${token}` }, this.#seen);
  }

  asBrowser(cookie: string): ServerApi {
    return new ServerApi(this.url, { cookie, origin: this.url }, this.#seen);
  }

  asNobody(): ServerApi {
    return new ServerApi(this.url, {}, this.#seen);
  }

  #fetch(
    method: string,
    path: string,
    body: string | Uint8Array<ArrayBuffer> | null,
    options: AskOptions,
  ): Promise<Response> {
    const headers = { ...this.#headers, ...options.headers };
    const signal = options.signal ?? null;
    return fetch(new URL(path, this.url), { method, headers, body, redirect: "manual", signal });
  }

  /** A body is sent as JSON, bytes and text as they are. */
  async ask(method: string, path: string, body?: unknown, options: AskOptions = {}): Promise<Answer> {
    const headers = { ...(body !== undefined && { "content-type": "application/json" }), ...options.headers };
    const sent = body === undefined ? null : isRaw(body) ? body : JSON.stringify(body);
    const answer = await this.#fetch(method, path, sent, { ...options, headers });
    const text = await answer.text();
    const isJson = /[/+]json/.test(answer.headers.get("content-type") ?? "");
    this.#seen.push(JSON.stringify([...answer.headers]), text);
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: text === "" ? null : isJson ? JSON.parse(text) : text,
    };
  }

  get(path: string, options?: AskOptions): Promise<Answer> {
    return this.ask("GET", path, undefined, options);
  }

  post(path: string, body: unknown = {}, options?: AskOptions): Promise<Answer> {
    return this.ask("POST", path, body, options);
  }

  /** What an answer shows, as its schema reads it; throws where it is a refusal. */
  async read<Shown>(schema: z.ZodType<Shown>, answer: Answer | Promise<Answer>): Promise<Shown> {
    const { status, body, text } = await answer;
    if (status >= 300) throw new Error(`${status}: ${text}`);
    return schema.parse(body);
  }

  async bytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
    const answer = await this.#fetch("GET", path, null, {});
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
    return new Uint8Array(await answer.arrayBuffer());
  }

  /** Resolves when the server has begun to tell. */
  async watch(): Promise<EventWatch> {
    const abort = new AbortController();
    const answer = await this.#fetch("GET", "/api/v1/events", null, { signal: abort.signal });
    if (!answer.ok || answer.body === null) throw new Error(`${answer.status}: ${await answer.text()}`);
    const [told, kept] = answer.body.tee();
    const seen = this.#seen;
    void (async () => {
      try {
        for await (const event of readEvents(kept)) seen.push(JSON.stringify(event));
      } catch {
        // Whoever watches hears of it.
      }
    })();
    return follow(told, abort);
  }

  async test(body: unknown): Promise<TestOutcome> {
    const headers = { "content-type": "application/json" };
    const answer = await this.#fetch("POST", "/api/v1/connection-tests", JSON.stringify(body), { headers });
    if (!answer.ok || answer.body === null) {
      const text = await answer.text();
      this.#seen.push(text);
      const refusal = { status: answer.status, headers: answer.headers, text, body: JSON.parse(text) };
      return { passed: false, checks: [], refusal };
    }
    const checks: CheckResultView[] = [];
    let passed: boolean | null = null;
    for await (const { name, data } of readEvents(answer.body)) {
      this.#seen.push(JSON.stringify(data));
      if (name === "check") checks.push(checkResultView.parse(data));
      else passed = connectionTestEnd.parse(data).passed;
    }
    if (passed === null) throw new Error("The test ended without its end.");
    return { passed, checks, refusal: null };
  }

  /** Waits for the run's end among the events. */
  async untilEnded(watch: EventWatch, runId: number): Promise<SyncRunView> {
    return syncRunView.parse((await watch.until((event) => isEnded(event, runId))).data);
  }

  /** Queues a run and waits for its end. */
  async run(connectionId: number, mode: "full_pull" | "delta_pull" = "delta_pull"): Promise<SyncRunView> {
    await using watch = await this.watch();
    const asked = this.post(`/api/v1/connections/${connectionId}/runs`, { mode });
    const { id } = await this.read(syncRunView, asked);
    return await this.untilEnded(watch, id);
  }
}
