// The Entra connector over real HTTP, against small servers that answer as Microsoft does.

import { describe, expect, test } from "vitest";
import type { DeviceSource, SourceEvent } from "../../src/core/connector.ts";
import { SourceFailure } from "../../src/core/failure.ts";
import { deltaLink, externalId, pageLink } from "../../src/core/id.ts";
import { Secret } from "../../src/core/secret.ts";
import { entraConnector } from "../../src/entra/connector.ts";
import { selectedProperties } from "../../src/entra/device-record.ts";
import { openEntraSource } from "../../src/entra/entra-source.ts";
import { type Reply, sendJson, startLoopback } from "../support/graph-loopback.ts";
import {
  neverAborted,
  plantedSecret,
  plantedToken,
  recordingClock,
  rejectionOf,
} from "../support/graph-script.ts";

interface Opened extends AsyncDisposable {
  readonly source: DeviceSource;
  readonly events: SourceEvent[];
  readonly urls: string[];
  readonly url: string;
}

const token: Reply = (_request, response) =>
  sendJson(response, 200, { token_type: "Bearer", access_token: plantedToken, expires_in: "3599" });

/** The connector's source against one server that is both login host and Graph host. */
async function openSource(reply: (url: string) => Reply, tokenReply = token): Promise<Opened> {
  const server = await startLoopback((request, response) => {
    const chosen = request.url.endsWith("/oauth2/token") ? tokenReply : reply(server.url);
    chosen(request, response);
  });
  const events: SourceEvent[] = [];
  const settings = {
    tenantId: "contoso.com",
    clientId: "c",
    loginUrl: server.url,
    graphUrl: server.url,
    tokenEndpoint: "v1" as const,
  };
  const source = entraConnector.openSource({
    settings,
    secret: new Secret(plantedSecret),
    clock: recordingClock(),
    selectedProperties,
    observe: (event) => events.push(event),
  });
  return {
    source,
    events,
    url: server.url,
    get urls() {
      return server.requests.map(({ url }) => url).filter((url) => !url.endsWith("/oauth2/token"));
    },
    [Symbol.asyncDispose]: async () => {
      await source.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

async function failureOf(promise: Promise<unknown>): Promise<SourceFailure> {
  const error = await rejectionOf(promise);
  if (!(error instanceof SourceFailure)) throw error;
  return error;
}

test("[GR4] the list: every declared property is asked for, 999 at a time, and devices come whole", async () => {
  const device = { id: "1", displayName: "a", extension_x: null };
  await using opened = await openSource((url) => (request, response) => {
    const first = !request.url.includes("$skiptoken");
    const next = first ? { "@odata.nextLink": `${url}/v1.0/devices?$skiptoken=p2` } : {};
    const value = first
      ? [{ "@odata.type": "#microsoft.graph.device", ...device }, { displayName: "b" }]
      : [];
    sendJson(response, 200, { value, ...next }, { "request-id": "r-1" });
  });
  const first = await opened.source.readListPage(null, neverAborted);
  expect(first.items).toMatchObject([
    { kind: "device", externalId: "1", record: device },
    { kind: "unreadable", rejection: { code: "device.id_missing" } },
  ]);
  expect(first.requestId).toBe("r-1");
  const next = pageLink(`${opened.url}/v1.0/devices?$skiptoken=p2`);
  expect(first.end).toEqual({ kind: "more", next });
  expect((await opened.source.readListPage(next, neverAborted)).end).toEqual({ kind: "last" });
  const select = selectedProperties.join(",");
  expect(opened.urls[0]).toBe(`/v1.0/devices?$top=999&$select=${select}`);
  expect(select).toMatch(/isManagementRestricted.*onPremisesSecurityIdentifier/);
});

test("[GR19] a delta round: changes, removals, and the link of the next round", async () => {
  await using opened = await openSource((url) => (_request, response) => {
    const value = [
      { id: "1", isManaged: null },
      { id: "2", "@removed": { reason: "changed" } },
      { id: "3", "@removed": { reason: "deleted" } },
    ];
    sendJson(response, 200, { value, "@odata.deltaLink": `${url}/v1.0/devices/delta?$deltatoken=d2` });
  });
  const link = deltaLink(`${opened.url}/v1.0/devices/delta?$deltatoken=d1`);
  expect(await opened.source.readDeltaPage(link, neverAborted)).toEqual({
    items: [
      { kind: "device", externalId: "1", record: { id: "1", isManaged: null } },
      { kind: "removed", externalId: "2", restorable: true },
      { kind: "removed", externalId: "3", restorable: false },
    ],
    end: { kind: "last", deltaLink: `${opened.url}/v1.0/devices/delta?$deltatoken=d2` },
    requestId: null,
  });
  await opened.source.readDeltaPage(null, neverAborted);
  const select = selectedProperties.join(",");
  expect(opened.urls).toEqual([
    "/v1.0/devices/delta?$deltatoken=d1",
    `/v1.0/devices/delta?$select=${select}`,
  ]);
});

describe("[GR17] a delta link beforehand", () => {
  test("is asked for with the same selection, through empty pages", async () => {
    await using opened = await openSource((url) => (request, response) => {
      const link = request.url.includes("$skiptoken")
        ? { "@odata.deltaLink": `${url}/v1.0/devices/delta?$deltatoken=d` }
        : { "@odata.nextLink": `${url}/v1.0/devices/delta?$skiptoken=s` };
      sendJson(response, 200, { value: [], ...link });
    });
    const link = await opened.source.latestDeltaLink(neverAborted);
    expect(link).toBe(`${opened.url}/v1.0/devices/delta?$deltatoken=d`);
    const select = selectedProperties.join(",");
    expect(opened.urls[0]).toBe(`/v1.0/devices/delta?$deltatoken=latest&$select=${select}`);
  });

  test.each([
    [400, "Request_UnsupportedQuery"],
    [404, "Request_ResourceNotFound"],
    [501, "NotImplemented"],
  ])("is null where the service refuses it: %i %s", async (status, code) => {
    await using opened = await openSource(
      () => (_request, response) => sendJson(response, status, { error: { code } }),
    );
    expect(await opened.source.latestDeltaLink(neverAborted)).toBeNull();
  });

  test("is null where the service begins a full round in place of an answer", async () => {
    await using opened = await openSource((url) => (_request, response) => {
      sendJson(response, 200, {
        value: [{ id: "1" }],
        "@odata.nextLink": `${url}/v1.0/devices/delta?$skiptoken=s`,
      });
    });
    expect(await opened.source.latestDeltaLink(neverAborted)).toBeNull();
  });

  test("is an error on any other failure", async () => {
    await using opened = await openSource(() => (_request, response) => {
      sendJson(response, 403, { error: { code: "Authorization_RequestDenied" } });
    });
    const { remedy } = await failureOf(opened.source.latestDeltaLink(neverAborted));
    expect(remedy).toEqual({ kind: "operator", reason: "permission_missing" });
  });
});

test("[GR17] the count is asked for with its header", async () => {
  await using opened = await openSource(() => (request, response) => {
    const advanced = request.headers.consistencylevel === "eventual";
    response.writeHead(advanced ? 200 : 400, { "content-type": "text/plain" }).end("100000");
  });
  expect(await opened.source.countDevices(neverAborted)).toBe(100_000);
  expect(opened.urls).toEqual(["/v1.0/devices/$count"]);
});

test("[GR13] devices are confirmed by id", async () => {
  await using opened = await openSource(() => (request, response) => {
    const { requests } = JSON.parse(request.body) as { requests: { id: string; url: string }[] };
    const responses = requests.map(({ id, url }) =>
      url.startsWith("/devices/here?")
        ? { id, status: 200, body: { "@odata.context": "c", id: "here", isCompliant: false } }
        : { id, status: 404, body: { error: { code: "Request_ResourceNotFound" } } },
    );
    sendJson(response, 200, { responses });
  });
  const answers = await opened.source.confirm([externalId("here"), externalId("left")], neverAborted);
  const item = { kind: "device", externalId: "here", record: { id: "here", isCompliant: false } };
  expect(Object.fromEntries(answers)).toEqual({ here: { kind: "present", item }, left: { kind: "gone" } });
});

test("[GR18] a refused delta link means a full pull, an expired page link a new listing", async () => {
  await using opened = await openSource(() => (request, response) => {
    const delta = request.url.includes("/delta");
    sendJson(response, delta ? 410 : 400, { error: { code: delta ? "x" : "Directory_ExpiredPageToken" } });
  });
  const delta = deltaLink(`${opened.url}/v1.0/devices/delta?$deltatoken=old`);
  expect((await failureOf(opened.source.readDeltaPage(delta, neverAborted))).remedy).toEqual({
    kind: "full_pull",
  });
  const page = pageLink(`${opened.url}/v1.0/devices?$skiptoken=old`);
  expect((await failureOf(opened.source.readListPage(page, neverAborted))).remedy).toEqual({
    kind: "relist",
  });
});

test("[GR18] an abort comes through as its own reason, from every call", async () => {
  await using opened = await openSource(() => () => undefined);
  const { source } = opened;
  const reason = new Error("cancelled by the user");
  const calls: ((signal: AbortSignal) => Promise<unknown>)[] = [
    (signal) => source.latestDeltaLink(signal),
    (signal) => source.countDevices(signal),
    (signal) => source.readListPage(null, signal),
    (signal) => source.readDeltaPage(null, signal),
    (signal) => source.confirm([externalId("a")], signal),
  ];
  for (const call of calls) {
    const stop = new AbortController();
    const asked = rejectionOf(call(stop.signal));
    stop.abort(reason);
    expect(await asked).toBe(reason);
  }
  const foreign = deltaLink("https://graph.microsoft.us/v1.0/devices/delta?$deltatoken=d");
  expect(await rejectionOf(source.readDeltaPage(foreign, AbortSignal.abort(reason)))).toBe(reason);
});

test("[GR18] a connection without https is refused before anything is sent", async () => {
  const settings = {
    tenantId: "contoso.com",
    clientId: "c",
    loginUrl: "http://login.example",
    graphUrl: "https://graph.microsoft.com",
    tokenEndpoint: "v1" as const,
  };
  const options = {
    secret: new Secret("s"),
    clock: recordingClock(),
    selectedProperties,
    observe: () => undefined,
  };
  const source = openEntraSource({ ...options, settings });
  expect((await failureOf(source.countDevices(neverAborted))).code).toBe("graph.insecure_url");
  await source.close();
  const graphUrl = "http://graph.example";
  expect(() => openEntraSource({ ...options, settings: { ...settings, graphUrl } })).toThrow(SourceFailure);
});

describe("[GR15] neither secret nor token is in a failure or an event", () => {
  const echo: Reply = (request, response) => {
    const text = `${request.body} ${JSON.stringify(request.headers)} ${request.url}`;
    sendJson(response, 400, {
      error: { code: "Request_BadRequest", message: text },
      error_description: text,
    });
  };
  const oauthEcho: Reply = (request, response) =>
    sendJson(response, 401, { error: "invalid_client", error_description: `AADSTS7000215: ${request.body}` });
  const html: Reply = (request, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end(`<html>${request.body} ${JSON.stringify(request.headers)} ${request.url}</html>`);
  };

  test.each<[string, Reply, Reply]>([
    ["Graph answers with the request", echo, token],
    ["a gateway answers with the request", html, token],
    ["the login host answers with the request", echo, oauthEcho],
    ["a gateway answers in place of the login host", echo, html],
    ["the connection breaks", (_request, response) => void response.destroy(), token],
  ])("when %s", async (_name, reply, tokenReply) => {
    await using opened = await openSource(() => reply, tokenReply);
    const link = deltaLink(`${opened.url}/v1.0/devices/delta?$deltatoken=planted-link`);
    const failures = [
      await failureOf(opened.source.readDeltaPage(link, neverAborted)),
      await failureOf(opened.source.readListPage(null, neverAborted)),
      await failureOf(opened.source.countDevices(neverAborted)),
    ];
    const seen: string[] = [JSON.stringify(opened.events)];
    for (let error: unknown = failures; error !== undefined; ) {
      const errors: unknown[] = Array.isArray(error) ? error : [error];
      for (const one of errors) seen.push(String(one), JSON.stringify(one), (one as Error).stack ?? "");
      const causes = errors.map((one) => (one as Error).cause).filter((cause) => cause !== undefined);
      error = causes.length === 0 ? undefined : causes;
    }
    expect(seen.join("\n")).not.toMatch(/planted|sEcr3t/);
  });
});
