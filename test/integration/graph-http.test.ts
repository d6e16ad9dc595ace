// The Graph client over real connections: links on the wire, cuts, hangs, redirects and TLS.

import { gzipSync } from "node:zlib";
import { generate } from "selfsigned";
import { describe, expect, test } from "vitest";
import { decodeJson, GraphClient } from "../../src/graph/client.ts";
import { BodyCutError } from "../../src/graph/errors/body-cut-error.ts";
import { UnreachableError } from "../../src/graph/errors/unreachable-error.ts";
import type { GraphEvent } from "../../src/graph/graph-event.ts";
import { HttpPool, type HttpPoolOptions, type HttpTimeouts } from "../../src/graph/http-pool.ts";
import { ListPages } from "../../src/graph/list-pages.ts";
import { defaultRetryPolicy } from "../../src/graph/retry-timing.ts";
import { TokenClient } from "../../src/graph/token.ts";
import { type LoopbackServer, type Reply, sendJson, startLoopback } from "../support/graph-loopback.ts";
import { neverAborted, plantedSecret, recordingClock, rejectionOf } from "../support/graph-script.ts";

const patient: HttpTimeouts = { connectMs: 5_000, headersMs: 5_000, bodyMs: 5_000, wholeMs: 10_000 };

function open(server: Pick<LoopbackServer, "url">, http: HttpPoolOptions = {}) {
  const pool = new HttpPool({ timeouts: patient, ...http });
  const clock = recordingClock();
  const events: GraphEvent[] = [];
  const common = {
    clock,
    random: () => 0.5,
    policy: { ...defaultRetryPolicy, maximumTries: 2 },
    observe: (event: GraphEvent) => events.push(event),
    exchange: pool.exchange.bind(pool),
  };
  const settings = {
    loginUrl: server.url,
    graphUrl: server.url,
    tenantId: "contoso.com",
    clientId: "c",
    revealSecret: () => plantedSecret,
    endpoint: "v1" as const,
  };
  const tokens = new TokenClient({ ...common, settings });
  const client = new GraphClient({ ...common, graphUrl: server.url, tokens });
  const get = (signal = neverAborted, path = "/v1.0/devices") =>
    client.send({ operation: "test", link: client.linkTo(path), decode: decodeJson }, signal);
  return { client, clock, events, get, [Symbol.asyncDispose]: () => pool.close() };
}

/** A token for every token request; `reply` answers the rest. */
function withToken(reply: Reply): Reply {
  return (request, response) => {
    if (!request.url.endsWith("/token")) return reply(request, response);
    sendJson(response, 200, { token_type: "Bearer", access_token: "t", expires_in: "3599" });
  };
}

test("[GR1] a next link goes over the wire byte for byte, over connections that are kept", async () => {
  const rest = "/v1.0/devices?$select=id%2cdisplayName&$top=3&$skiptoken=RFNwd'A*!(x)-._~%7E+=";
  await using server = await startLoopback(
    withToken(({ url }, response) =>
      sendJson(response, 200, {
        value: [],
        ...(url === rest ? {} : { "@odata.nextLink": server.url + rest }),
      }),
    ),
  );
  await using opened = open(server);
  const pages = new ListPages(opened.client, "list_devices", "/v1.0/devices?$top=999&$select=id,displayName");
  const { nextLink } = await pages.read(null, neverAborted);
  expect((await pages.read(nextLink, neverAborted)).nextLink).toBeNull();
  expect(server.requests.slice(1).map(({ url }) => url)).toEqual([
    "/v1.0/devices?$top=999&$select=id,displayName",
    rest,
  ]);
  for (const { headers } of server.requests.slice(1))
    expect(headers).toMatchObject({ authorization: "Bearer t", "client-request-id": expect.any(String) });
  for (let again = 0; again < 20; again += 1) await opened.get();
  expect(server.connections()).toBeLessThanOrEqual(2);
});

test("[GR3] another host gets no connection, neither by a link nor by a redirect", async () => {
  await using other = await startLoopback((_request, response) => sendJson(response, 200, { value: [] }));
  await using server = await startLoopback(
    withToken(({ url }, response) => {
      if (url === "/redirect") response.writeHead(307, { location: `${other.url}/v1.0/devices` }).end();
      else
        sendJson(response, 200, { value: [], "@odata.nextLink": `${other.url}/v1.0/devices?$skiptoken=x` });
    }),
  );
  await using opened = open(server);
  const pages = new ListPages(opened.client, "list_devices", "/v1.0/devices");
  expect(await rejectionOf(pages.read(null, neverAborted))).toMatchObject({ code: "graph.foreign_link" });
  const stored = `${other.url}/v1.0/devices?$skiptoken=x`;
  expect(await rejectionOf(pages.read(stored, neverAborted))).toMatchObject({ code: "graph.foreign_link" });
  expect(await rejectionOf(opened.get(neverAborted, "/redirect"))).toMatchObject({
    code: "graph.redirected",
  });
  expect(other.connections()).toBe(0);
});

test("a compressed answer is read", async () => {
  await using server = await startLoopback(
    withToken((_request, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      response.end(gzipSync('{"value":["ä"]}'));
    }),
  );
  await using opened = open(server);
  expect((await opened.get()).value).toEqual({ value: ["ä"] });
});

describe("[GR16] an answer that is cut is tried again, then an error", () => {
  const cuts: [string, Reply][] = [
    [
      "with a length",
      (_request, response) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
        response.write('{"value":[', () => response.destroy());
      },
    ],
    [
      "in chunks",
      (_request, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.write('{"value":[]}', () => response.destroy());
      },
    ],
    [
      "in the middle of a character",
      (_request, response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.end(Buffer.from('{"value":[{"displayName":"\u00fc"}]}', "latin1"));
      },
    ],
    [
      "while compressed",
      (_request, response) => {
        response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
        response.end(gzipSync('{"value":[]}').subarray(0, 20));
      },
    ],
  ];
  test.each(cuts)("%s", async (_name, cut) => {
    await using server = await startLoopback(withToken(cut));
    await using opened = open(server);
    expect(await rejectionOf(opened.get())).toBeInstanceOf(BodyCutError);
    expect(opened.clock.waits).toHaveLength(1);
  });

  test("and what comes whole the next time is taken", async () => {
    let cut = true;
    await using server = await startLoopback(
      withToken((request, response) => {
        if (!cut) return sendJson(response, 200, { value: ["whole"] });
        cut = false;
        cuts[0]?.[1](request, response);
      }),
    );
    await using opened = open(server);
    expect((await opened.get()).value).toEqual({ value: ["whole"] });
  });
});

describe("[GR16] a host that hangs is given up", () => {
  const hang: Reply = () => undefined;
  const stall: Reply = (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"value":[');
  };
  const trickle: Reply = (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const timer = setInterval(() => response.write(" "), 20);
    response.on("close", () => clearInterval(timer));
  };

  test.each<[string, Reply, Partial<HttpTimeouts>, string]>([
    ["before the headers", hang, { headersMs: 100 }, "graph.unreachable"],
    ["in the body", stall, { bodyMs: 100 }, "graph.body_cut"],
    ["by trickling", trickle, { wholeMs: 200 }, "graph.body_cut"],
  ])("%s", async (_name, reply, timeouts, code) => {
    await using server = await startLoopback(withToken(reply));
    await using opened = open(server, { timeouts: { ...patient, ...timeouts } });
    expect(await rejectionOf(opened.get())).toMatchObject({ code });
    expect(opened.events.filter(({ kind }) => kind === "request")).toHaveLength(2);
  });

  test.each<[string, Reply]>([
    ["before the headers", hang],
    ["in the body", stall],
  ])("at once when it is aborted %s, with the reason of the abort", async (_name, reply) => {
    const stop = new AbortController();
    const reason = new Error("cancelled by the user");
    await using server = await startLoopback(
      withToken((request, response) => {
        reply(request, response);
        setImmediate(() => stop.abort(reason));
      }),
    );
    await using opened = open(server);
    expect(await rejectionOf(opened.get(stop.signal))).toBe(reason);
    expect(opened.clock.waits).toEqual([]);
  });

  test("at once when it is aborted while the token is awaited", async () => {
    const stop = new AbortController();
    await using server = await startLoopback(() => setImmediate(() => stop.abort("enough")));
    await using opened = open(server);
    expect(await rejectionOf(opened.get(stop.signal))).toBe("enough");
  });
});

test("[GR16] an exchange that is aborted ends with the reason of the abort itself", async () => {
  const stop = new AbortController();
  await using server = await startLoopback(() => stop.abort("enough"));
  await using pool = Object.assign(new HttpPool(), {
    [Symbol.asyncDispose]() {
      return pool.close();
    },
  });
  const request = {
    operation: "test",
    clientRequestId: "x",
    origin: server.url,
    path: "/",
    method: "GET" as const,
  };
  expect(await rejectionOf(pool.exchange({ ...request, headers: {}, body: null }, stop.signal))).toBe(
    "enough",
  );
});

test("[GR16] a port where nobody listens is unreachable", async () => {
  const gone = await startLoopback(() => undefined);
  await gone[Symbol.asyncDispose]();
  await using opened = open(gone);
  const error = await rejectionOf(opened.get());
  expect(error).toBeInstanceOf(UnreachableError);
  expect(error).toMatchObject({ kind: "tcp", host: new URL(gone.url).host });
  expect(opened.clock.waits).toHaveLength(1);
});

test("[GR16] a certificate is verified; one that is trusted by the options is accepted", async () => {
  const attributes = [{ name: "commonName", value: "127.0.0.1" }];
  const pems = await generate(attributes, {
    extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
  });
  const reply = withToken((_request, response) => sendJson(response, 200, { value: [] }));
  await using server = await startLoopback(reply, { key: pems.private, cert: pems.cert });
  await using wary = open(server);
  expect(await rejectionOf(wary.get())).toMatchObject({ code: "graph.unreachable", kind: "tls" });
  await using trusting = open(server, { trustedCertificates: pems.cert });
  expect((await trusting.get()).value).toEqual({ value: [] });
});
