// A small server on loopback that speaks the shapes of Rollcall's HTTP API, for tests of the command line.

import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import {
  type ConnectionView,
  connectionBody,
  connectionChangeBody,
  connectionView,
  nextSecretBody,
} from "../../src/contract/connection.ts";
import { type CheckResultView, connectionTestBody } from "../../src/contract/connection-test.ts";
import { runBody, type SyncRunView, syncRunView } from "../../src/contract/sync-run.ts";

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

interface Exchange {
  readonly seen: SeenRequest;
  readonly query: URLSearchParams;
  readonly response: ServerResponse;
}

/** Answers requests whose `METHOD path` is the key before the server's own routes do; null leaves it to them. */
type Special = (exchange: Exchange) => true | null;

export const token = "rct_planted-token";
const at = "2026-05-05T16:39:00.000Z";
const zeroes = {
  requests: 0,
  pages: 0,
  fetched: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  restored: 0,
  retired: 0,
  rejected: 0,
  excluded: 0,
  withoutId: 0,
  confirmedPresent: 0,
};

export function makeRun(change: Partial<SyncRunView>): SyncRunView {
  return syncRunView.parse({
    id: 1,
    connectionId: 1,
    mode: "delta_pull",
    trigger: "person",
    state: "completed",
    queuedAt: at,
    startedAt: at,
    finishedAt: "2026-05-05T16:41:05.000Z",
    failure: null,
    counters: { ...zeroes, fetched: 12 },
    expectedDevices: null,
    transformMapVersion: 1,
    countProof: null,
    retirementDecision: null,
    ...change,
  });
}

export function makeConnection(change: Partial<ConnectionView>): ConnectionView {
  return connectionView.parse({
    id: 1,
    version: 1,
    name: "Contoso",
    description: "",
    tags: [],
    connectorId: "entra-devices",
    cloud: "global",
    loginUrl: "https://login.microsoftonline.com",
    graphUrl: "https://graph.microsoft.com",
    tenantId: "contoso.onmicrosoft.com",
    clientId: "11111111-2222-3333-4444-555555555555",
    tokenEndpoint: "v1",
    secret: { storedAt: at, expiresAt: null, daysLeft: null, warningDays: null },
    nextSecret: null,
    state: "processed",
    error: null,
    pausedAt: null,
    schedule: null,
    nextRunAt: null,
    lastRun: null,
    lastFullPullAt: null,
    retirementGuard: { share: 0.1, minimum: 50 },
    fullPullEveryHours: 168,
    transformMapVersion: 1,
    createdAt: at,
    ...change,
  });
}

function makeChecks(failing: CheckResultView["check"] | null): readonly CheckResultView[] {
  const names = ["network", "tls", "credential", "authorization", "data_fetch"] as const;
  const failed = failing === null ? names.length : names.indexOf(failing);
  return names.map((check, index) => ({
    check,
    status: index < failed ? "passed" : index === failed ? "failed" : "not_run",
    durationMs: 12,
    code: index === failed ? "graph.forbidden" : null,
    summary: index > failed ? "" : `The check ${check} was made.`,
    evidence: [{ label: "Host", value: "login.microsoftonline.com" }],
    advice: index === failed ? "Grant Device.Read.All." : null,
  }));
}

export function answer(response: ServerResponse, status: number, value: unknown, headers: object = {}): true {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(value === undefined ? "" : JSON.stringify(value));
  return true;
}

export function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  errors?: readonly object[],
): true {
  return answer(response, status, {
    type: "about:blank",
    title: code,
    status,
    detail: "It is refused.",
    code,
    errors,
  });
}

export function sendEvents(response: ServerResponse, events: readonly (readonly [string, unknown])[]): true {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.flushHeaders();
  for (const [name, data] of events) response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  return true;
}

/** A listing in pages of two, so that every listing of a test has more than one. */
function page({ query, response }: Exchange, items: readonly unknown[]): true {
  const from = Number(query.get("cursor") ?? 0);
  const nextCursor = from + 2 < items.length ? String(from + 2) : null;
  return answer(response, 200, { items: items.slice(from, from + 2), nextCursor });
}

/** It answers as long as it is not disposed of; what it holds may be looked at and changed by a test. */
export class ApiServer {
  readonly requests: SeenRequest[] = [];
  readonly special = new Map<string, Special>();
  readonly connections = new Map<number, ConnectionView>();
  readonly runs = new Map<number, SyncRunView>();
  readonly listings = new Map<string, unknown[]>();
  readonly secrets: { current: string | null; next: string | null } = { current: null, next: null };
  failingCheck: CheckResultView["check"] | null = null;
  readonly server = createServer((request, response) => this.receive(request, response));

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const path = pathname.replace(/^\/api\/v1/, "");
    const body = await buffer(request);
    const seen = { method: request.method ?? "", path, headers: request.headers, body };
    this.requests.push(seen);
    try {
      this.route({ seen, query: searchParams, response }, path);
    } catch (error) {
      const reason = error instanceof Error ? error.message : "unknown";
      refuse(response, 400, "request.invalid", [{ field: "body", code: "invalid", reason }]);
    }
  }

  private tell({ response }: Exchange, connection: ConnectionView, status = 200): true {
    return answer(response, status, connection, { etag: `"${connection.version}"` });
  }

  private change(exchange: Exchange, id: number, by: Partial<ConnectionView>): true {
    const known = this.connections.get(id);
    if (known === undefined) return refuse(exchange.response, 404, "connection.not_found");
    const match = exchange.seen.headers["if-match"];
    if (match === undefined) return refuse(exchange.response, 428, "request.if_match_missing");
    if (match !== `"${known.version}"`) return refuse(exchange.response, 412, "request.changed_meanwhile");
    const changed = { ...known, ...by, version: known.version + 1 };
    this.connections.set(id, changed);
    return this.tell(exchange, changed);
  }

  private json({ seen }: Exchange): unknown {
    return JSON.parse(seen.body.toString("utf8"));
  }

  private createConnection(exchange: Exchange): true {
    const body = connectionBody.parse(this.json(exchange));
    this.secrets.current = body.clientSecret;
    const schedule = body.schedule && { input: body.schedule, words: "as it was entered", nextRuns: [] };
    const { name = "Proposed", description, tags } = body;
    const made = makeConnection({ id: this.connections.size + 1, name, description, tags, schedule });
    this.connections.set(made.id, made);
    return this.tell(exchange, made, 201);
  }

  private testConnection(exchange: Exchange): true {
    connectionTestBody.parse(this.json(exchange));
    const { failingCheck } = this;
    const checks = makeChecks(failingCheck).map((check) => ["check", check] as const);
    const end = { passed: failingCheck === null, validUntil: failingCheck === null ? at : null };
    sendEvents(exchange.response, [...checks, ["end", end]]);
    exchange.response.end();
    return true;
  }

  private changeSecret(exchange: Exchange, id: number): true {
    if (exchange.seen.method === "DELETE") {
      this.secrets.next = null;
      return this.change(exchange, id, { nextSecret: null });
    }
    this.secrets.next = nextSecretBody.parse(this.json(exchange)).clientSecret;
    return this.change(exchange, id, {
      nextSecret: { storedAt: at, expiresAt: null, daysLeft: null, warningDays: null },
    });
  }

  private takeOver(exchange: Exchange, id: number): true {
    [this.secrets.current, this.secrets.next] = [this.secrets.next, null];
    return this.change(exchange, id, { nextSecret: null });
  }

  private queueRun({ seen, response }: Exchange, connectionId: number): true {
    const { mode } = runBody.parse(JSON.parse(seen.body.toString("utf8")));
    const run = makeRun({
      id: this.runs.size + 1,
      connectionId,
      mode,
      state: "queued",
      startedAt: null,
      finishedAt: null,
    });
    this.runs.set(run.id, run);
    return answer(response, 202, run);
  }

  private ofConnection(exchange: Exchange, id: number, rest: string): true {
    const { seen, response } = exchange;
    const known = this.connections.get(id);
    if (known === undefined) return refuse(response, 404, "connection.not_found");
    if (rest === "/pause") return this.change(exchange, id, { pausedAt: at });
    if (rest === "/resume") return this.change(exchange, id, { pausedAt: null });
    if (rest === "/next-secret") return this.changeSecret(exchange, id);
    if (rest === "/next-secret/takeover") return this.takeOver(exchange, id);
    if (rest === "/runs") return this.queueRun(exchange, id);
    if (seen.method === "GET") return this.tell(exchange, known);
    if (seen.method === "PATCH") {
      const { name, description, tags } = connectionChangeBody.parse(this.json(exchange));
      return this.change(exchange, id, {
        ...(name && { name }),
        ...(description && { description }),
        ...(tags && { tags }),
      });
    }
    this.connections.delete(id);
    return answer(response, 202, undefined);
  }

  private ofRun({ response, seen }: Exchange, id: number): true {
    const run = this.runs.get(id);
    if (run === undefined) return refuse(response, 404, "run.not_found");
    return answer(response, seen.method === "GET" ? 200 : 202, run);
  }

  private route(exchange: Exchange, path: string): true {
    const { seen, response } = exchange;
    if (seen.headers.authorization !== `Bearer ${token}`)
      return refuse(response, 401, "access.not_signed_in");
    const key = `${seen.method} ${path}`;
    if (this.special.get(key)?.(exchange)) return true;
    const listing = seen.method === "GET" ? this.listings.get(path) : undefined;
    if (listing !== undefined) return page(exchange, listing);
    if (key === "GET /connections") return page(exchange, [...this.connections.values()]);
    if (key === "POST /connections") return this.createConnection(exchange);
    if (key === "POST /connection-tests") return this.testConnection(exchange);
    if (key === "GET /runs") return page(exchange, [...this.runs.values()].reverse());
    const [, noun, id, rest = ""] = /^\/(connections|runs)\/(\d+)(\/.*)?$/.exec(path) ?? [];
    if (noun === "connections") return this.ofConnection(exchange, Number(id), rest);
    if (noun === "runs") return this.ofRun(exchange, Number(id));
    return refuse(response, 404, "request.no_such_route");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}

export async function startApiServer(): Promise<ApiServer> {
  const api = new ApiServer();
  api.server.listen(0, "127.0.0.1");
  await once(api.server, "listening");
  return api;
}
