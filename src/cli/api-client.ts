// The client of the HTTP API: every answer is parsed by the contract's schema, every refusal is an `ApiError`.

import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { pageOf } from "../contract/page.ts";
import { readJson, readRefusal } from "./answer.ts";
import { ApiError, CommandError } from "./command-error.ts";
import { type ApiEvent, readEvents } from "./event-stream.ts";
import type { ServerAddress } from "./server-address.ts";
import { type ApiRequest, readText, send } from "./transport.ts";

type Query = NonNullable<ApiRequest["query"]>;

/** A resource and its version. */
export interface Tagged<Value> {
  readonly value: Value;
  readonly etag: string;
}

export interface ApiClient {
  get<Schema extends z.ZodType>(schema: Schema, path: string, query?: Query): Promise<z.output<Schema>>;
  getTagged<Schema extends z.ZodType>(schema: Schema, path: string): Promise<Tagged<z.output<Schema>>>;
  /** Every item of a listing, page by page as they are asked for. */
  list<Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    query?: Query,
  ): AsyncGenerator<z.output<Schema>>;
  /** One page of a listing; `cursor` is the `nextCursor` of the page before. */
  page<Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    query: Query,
  ): Promise<{ readonly items: readonly z.output<Schema>[]; readonly nextCursor: string | null }>;
  /** Carries an `Idempotency-Key`, so that it is sent once more when the connection breaks, and is done once. */
  create<Schema extends z.ZodType>(schema: Schema, path: string, body?: unknown): Promise<z.output<Schema>>;
  act<Schema extends z.ZodType>(schema: Schema, request: Change): Promise<z.output<Schema>>;
  /** For what is answered without a body that matters. */
  drop(request: Change): Promise<void>;
  events(request: ApiRequest, onOpen?: () => void): AsyncGenerator<ApiEvent>;
  /** The answer itself, with no limit of time. Throws `ApiError` where it is refused. */
  raw(request: ApiRequest): Promise<Response>;
}

export interface Change {
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Query;
  /** The version that is to be changed: the server refuses with 412 where it is another by now. */
  readonly etag?: string;
  readonly body?: unknown;
}

const answerWithinMs = 60_000;
const itemsPerPage = 200;

function describe({ method, path }: ApiRequest): string {
  return `${method} ${path}`;
}

function jsonRequest({ method, path, query, etag, body }: Change): ApiRequest {
  const headers = {
    ...(etag === undefined ? {} : { "if-match": etag }),
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  };
  const given = { ...(query && { query }), ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  return { method, path, headers, ...given };
}

/** Whether the server may have received the request and its answer was lost. */
function isLost(error: unknown): boolean {
  return error instanceof CommandError && error.code === "cli.connection_lost";
}

/** `signal` ends every request; its reason is thrown. */
export function createApiClient(address: ServerAddress, signal: AbortSignal): ApiClient {
  async function raw(request: ApiRequest): Promise<Response> {
    const response = await send(address, request, signal);
    if (response.ok) return response;
    throw readRefusal(response.status, await readText(response), describe(request));
  }

  async function ask(request: ApiRequest): Promise<{ response: Response; text: string }> {
    const response = await raw({ ...request, signal: AbortSignal.timeout(answerWithinMs) });
    return { response, text: await readText(response) };
  }

  /** For requests that are the same done twice as done once. */
  async function askTwice(request: ApiRequest) {
    try {
      return await ask(request);
    } catch (error) {
      if (!isLost(error)) throw error;
      return ask(request);
    }
  }

  const get: ApiClient["get"] = async (schema, path, query = {}) => {
    const request = { method: "GET", path, query } as const;
    return readJson(schema, (await askTwice(request)).text, describe(request));
  };

  const page: ApiClient["page"] = (schema, path, query) => get(pageOf(schema), path, query);

  return {
    get,
    page,
    raw,
    getTagged: async (schema, path) => {
      const request = { method: "GET", path } as const;
      const { response, text } = await askTwice(request);
      const etag = response.headers.get("etag");
      if (etag === null)
        throw new CommandError("failed", "cli.answer_unreadable", `${describe(request)} tells no version.`);
      return { value: readJson(schema, text, describe(request)), etag };
    },
    list: (schema, path, query) => listAll(page, schema, path, query),
    create: async (schema, path, body) => {
      const request = jsonRequest({ method: "POST", path, ...(body === undefined ? {} : { body }) });
      const headers = { ...request.headers, "idempotency-key": randomUUID() };
      const { text } = await askTwice({ ...request, headers });
      return readJson(schema, text, describe(request));
    },
    act: async (schema, change) => {
      const request = jsonRequest(change);
      return readJson(schema, (await ask(request)).text, describe(request));
    },
    drop: async (change) => {
      await ask(jsonRequest(change));
    },
    events: (request, onOpen) => readEvents(raw, request, onOpen),
  };
}

async function* listAll<Schema extends z.ZodType>(
  page: ApiClient["page"],
  schema: Schema,
  path: string,
  query: Query = {},
): AsyncGenerator<z.output<Schema>> {
  let cursor: string | null = null;
  do {
    const found: Awaited<ReturnType<typeof page<Schema>>> = await page(schema, path, {
      limit: itemsPerPage,
      ...query,
      cursor: cursor ?? undefined,
    });
    yield* found.items;
    if (found.nextCursor !== null && found.nextCursor === cursor)
      throw new CommandError("failed", "cli.answer_unreadable", `GET ${path} leads from a page to itself.`);
    cursor = found.nextCursor;
  } while (cursor !== null);
}

/**
 * Reads a resource and changes that version. Where another was written in between, it reads and changes once more: only
 * for a change that means the same whatever was written.
 */
export async function changeWhatever<Schema extends z.ZodType, Value>(
  client: ApiClient,
  schema: Schema,
  path: string,
  change: (etag: string) => Promise<Value>,
): Promise<Value> {
  const { etag } = await client.getTagged(schema, path);
  try {
    return await change(etag);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 412) throw error;
    return change((await client.getTagged(schema, path)).etag);
  }
}
