// Every answer of Microsoft that was collected goes through the reader or the error translation unchanged.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { answer, graphUrl, neverAborted, rejectionOf, script } from "../../test/support/graph-script.ts";
import { decodeJson } from "./client.ts";
import { decodeCount } from "./count.ts";
import { parseDeltaPage } from "./delta-round.ts";
import { readDeltaItem, readListItem } from "./device.ts";
import { GraphError, unansweredExchange } from "./errors/graph-error.ts";
import { TokenRefusedError } from "./errors/token-refused-error.ts";
import { acceptLink, safeOrigin } from "./link.ts";
import { parseListPage } from "./list-pages.ts";
import { judgeDeltaRefusal } from "./resync.ts";

const folder = new URL("../../../shared/graph-data/", import.meta.url);
const collected = existsSync(folder);
const read = (path: string) => readFileSync(new URL(path, folder), "utf8");
const json = (path: string): unknown => JSON.parse(read(path));
const exchange = unansweredExchange("test");

const deltaPages: Record<string, { end: string; items: string[] }> = {
  "device-delta.initial.200.json": { end: "more", items: ["device c9d9f9b3-0c91-4080-b392-78f775903b3a"] },
  "user-delta.minimal.200.json": { end: "more", items: ["unreadable id_missing"] },
  "users-delta.1-initial-with-removed.200.json": {
    end: "more",
    items: [
      "device ffff7b1a-13b6-477b-8c0c-380905cd99f7",
      "device 605d1257-ffff-40b6-8e6f-528a53f5dc55",
      "removed 86462606-fde0-4fc4-9e0c-a20eb73e54c6 deleted",
      "device 6ea91a8d-e32e-41a1-b7bd-d2d185eed0e0",
    ],
  },
  "users-delta.2-next.200.json": {
    end: "more",
    items: ["device d8c37826-ffff-4cae-b348-e2725b1e814b", "device 8b1ee412-cd8f-4d59-ffff-24010edb9f1f"],
  },
  "users-delta.3-final-deltalink.200.json": {
    end: "last",
    items: ["device 25dcffff-959e-4ece-9973-e5d9b800e8cc", "device f6ede700-27d0-4c42-bfb9-4dffff43c74a"],
  },
  "users-delta.4-deltalink-nochange.200.json": { end: "last", items: [] },
  "users-delta.5-deltalink-changes-removed.200.json": {
    end: "last",
    items: [
      "device 25dcffff-959e-4ece-9973-e5d9b800e8cc",
      "removed 8ffff70c-1c63-4860-b963-e34ec660931d changed",
    ],
  },
};
const listPages: Record<string, string[]> = {
  "list-devices.example1.200.json": ["unreadable id_missing"],
  "list-devices.example1-older-page.200.json": ["device id-value"],
  "list-devices.example3-filter-top-count.200.json": ["unreadable id_missing"],
  "list-devices.example4-search-count.200.json": ["unreadable id_missing"],
};
const devices = [
  "device.full-v1.0-observed.json",
  "get-device.example1.200.json",
  "get-device.example2-select-extensionAttributes.200.json",
];
const errors: Record<string, { code: string; graphCode: string; resync: string | null }> = {
  "400-Request_BadRequest-count-without-ConsistencyLevel.json": {
    code: "graph.refused",
    graphCode: "Request_BadRequest",
    resync: "possible",
  },
  "400-Request_UnsupportedQuery-missing-advanced-params.json": {
    code: "graph.refused",
    graphCode: "Request_UnsupportedQuery",
    resync: "required",
  },
  "400-Request_UnsupportedQuery-property-not-filterable.json": {
    code: "graph.refused",
    graphCode: "Request_UnsupportedQuery",
    resync: "required",
  },
  "400-Request_UnsupportedQuery-search-without-header.json": {
    code: "graph.refused",
    graphCode: "Request_UnsupportedQuery",
    resync: "required",
  },
  "401-InvalidAuthenticationToken.observed-2018.json": {
    code: "graph.unauthorized",
    graphCode: "InvalidAuthenticationToken",
    resync: null,
  },
  "403-Authorization_RequestDenied.observed-2020.json": {
    code: "graph.forbidden",
    graphCode: "Authorization_RequestDenied",
    resync: null,
  },
  "404-UnknownError-empty-message.observed-2017.json": {
    code: "graph.refused",
    graphCode: "UnknownError",
    resync: null,
  },
  "410-SyncStateNotFound.observed-outlook-2018.json": {
    code: "graph.refused",
    graphCode: "SyncStateNotFound",
    resync: "required",
  },
  "429-TooManyRequests-directory.observed-2024.json": {
    code: "graph.throttled",
    graphCode: "TooManyRequests",
    resync: null,
  },
  "501-NotImplemented.json": { code: "graph.refused", graphCode: "NotImplemented", resync: null },
  "generic-example-from-errors-page.json": {
    code: "graph.refused",
    graphCode: "invalidRange",
    resync: "possible",
  },
};
const tokenErrors: Record<string, { status: number; error: string; entraCode: number }> = {
  "error-53003.400.observed-2025.json": { status: 400, error: "invalid_grant", entraCode: 53003 },
  "error-700016.400.observed-2022.json": { status: 400, error: "unauthorized_client", entraCode: 700016 },
  "error-700021.assertion-iss-mismatch.body-2023.json": {
    status: 401,
    error: "invalid_client",
    entraCode: 700021,
  },
  "error-7000215.401.observed-2023.json": { status: 401, error: "invalid_client", entraCode: 7000215 },
  "error-7000222.401.observed-2019.json": { status: 401, error: "invalid_client", entraCode: 7000222 },
  "error-700024.assertion-time.body-2023.json": { status: 401, error: "invalid_client", entraCode: 700024 },
  "error-70011.400.docs.json": { status: 400, error: "invalid_scope", entraCode: 70011 },
  "error-90002.400.openid-discovery.observed-2023.json": {
    status: 400,
    error: "invalid_tenant",
    entraCode: 90002,
  },
  "error-90002.400.token-endpoint.observed-2021.json": {
    status: 400,
    error: "invalid_request",
    entraCode: 90002,
  },
  "error-900023.body-2023.json": { status: 400, error: "invalid_request", entraCode: 900023 },
};
const tokens: Record<string, string> = {
  "imds-success.200.json": "eyJ0eXAi...",
  "v1-success.200.json": "eyJ0eXAiO ... 0X2tnSQLEANnSPHY0gKcgw",
  "v2-success.200.json": "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsIng1dCI6Ik1uQ19WWmNBVGZNNXBP...",
};

function inWords(item: ReturnType<typeof readDeltaItem>): string {
  if (item.kind === "unreadable") return `unreadable ${item.why}`;
  return item.kind === "removed" ? `removed ${item.id} ${item.reason}` : `device ${item.id}`;
}

async function failureOf(status: number, text: string, headers: { readonly [name: string]: string } = {}) {
  const { client } = script({ answers: Array(9).fill(answer(status, text, headers)) });
  const request = { operation: "test", link: client.linkTo("/v1.0/devices"), decode: decodeJson };
  const error = await rejectionOf(client.send(request, neverAborted));
  if (!(error instanceof GraphError)) throw error;
  return error;
}

describe.skipIf(!collected)("answers collected from Microsoft", () => {
  test("none of the files is left out", () => {
    const tested = [deltaPages, listPages, errors, tokenErrors, tokens].flatMap(Object.keys);
    const apart = ["list-devices.example2-count.200.txt", "requests.http", "requests.http"];
    apart.push("401-response-headers.observed-2022.json", "delta-token-rejections.md");
    const files = ["examples", "errors", "tokens"].flatMap((name) => readdirSync(new URL(name, folder)));
    expect([...tested, ...devices, ...apart].sort()).toEqual(files.sort());
  });

  test.each(Object.keys(deltaPages))("[GR1] delta page %s", (file) => {
    const page = parseDeltaPage(json(`examples/${file}`), exchange);
    expect(page.end.kind).toBe(deltaPages[file]?.end);
    expect(page.items.map(readDeltaItem).map(inWords)).toEqual(deltaPages[file]?.items);
    const link = page.end.kind === "more" ? page.end.nextLink : page.end.deltaLink;
    expect(`${graphUrl}${acceptLink(safeOrigin(graphUrl, "test"), link, "test").path}`).toBe(link);
  });

  test.each(Object.keys(listPages))("[GR4] list page %s", (file) => {
    const page = parseListPage(json(`examples/${file}`), exchange);
    expect(page.nextLink).toBeNull();
    expect(page.items.map(readListItem).map(inWords)).toEqual(listPages[file]);
  });

  test("count list-devices.example2-count.200.txt", () => {
    expect(decodeCount(read("examples/list-devices.example2-count.200.txt"))).toEqual({ value: 294 });
  });

  test.each(devices)("[GR4] device %s keeps every property", (file) => {
    const item = readListItem(json(`examples/${file}`));
    expect(item.kind === "device" && item.properties).toEqual(json(`examples/${file}`));
  });

  test("[GR3] the addresses of examples/requests.http are on the Graph host", () => {
    const urls = read("examples/requests.http").matchAll(/^GET (\S.*?) *$/gm);
    for (const [, url] of urls)
      expect(acceptLink(safeOrigin(graphUrl, "test"), url ?? "", "test").path).toMatch(/^\/[\x21-\x7e]+$/);
  });

  test.each(Object.keys(errors))("[GR9] error %s", async (file) => {
    const error = await failureOf(Number(/^\d{3}/.exec(file)?.[0] ?? 400), read(`errors/${file}`));
    const body = json(`errors/${file}`) as {
      error: { message: string; innerError: { "request-id"?: string } };
    };
    expect(error.code).toBe(errors[file]?.code);
    expect(error.exchange.graphCodes[0]).toBe(errors[file]?.graphCode);
    expect(error.exchange.graphMessage).toBe(body.error.message);
    expect(error.exchange.requestId).toBe(body.error.innerError["request-id"] ?? null);
    expect(judgeDeltaRefusal(error.exchange)).toBe(errors[file]?.resync);
  });

  test("[GR9] error 401-response-headers.observed-2022.json", async () => {
    const observed = json("errors/401-response-headers.observed-2022.json") as {
      status: number;
      headers: { [name: string]: string };
    };
    const error = await failureOf(observed.status, "", observed.headers);
    expect(error.code).toBe("graph.unauthorized");
    expect(error.exchange.requestId).toBe("1740feb8-b33a-4c08-a6ee-ab5cfc5a18c4");
    expect(error.exchange.date).toBe("Fri, 23 Sep 2022 11:57:49 GMT");
    expect(error.exchange.diagnostic).toContain("SN4PEPF0000050E");
  });

  test("[GR10] the rejections of delta-token-rejections.md all mean a resync", async () => {
    const rows = [
      ...read("errors/delta-token-rejections.md").matchAll(/^\| (410|400|any)\b[^|]*\| ([^|]+)\|/gm),
    ];
    expect(rows).toHaveLength(5);
    for (const [, status, cell] of rows) {
      const code = /`(\w+)`/.exec(cell ?? "")?.[1] ?? "anything";
      const error = await failureOf(
        Number(status === "any" ? 400 : status),
        JSON.stringify({ error: { code } }),
      );
      expect(judgeDeltaRefusal(error.exchange)).toBe("required");
    }
  });

  test.each(Object.keys(tokenErrors))("[GR12] token error %s", async (file) => {
    const expected = tokenErrors[file];
    const text = read(`tokens/${file}`);
    const { tokens: client } = script({ tokenAnswers: [answer(expected?.status ?? 0, text)] });
    const error = await rejectionOf(client.get(neverAborted));
    if (!(error instanceof TokenRefusedError)) throw error;
    expect(error.refusal.error).toBe(expected?.error);
    expect(error.refusal.entraCodes).toEqual([expected?.entraCode]);
    expect(error.refusal.description).toContain(`AADSTS${expected?.entraCode}: `);
    expect(error.refusal.description).not.toContain("Trace ID");
    expect(error.exchange.requestId).toBe((JSON.parse(text) as { trace_id: string }).trace_id);
  });

  test.each(Object.keys(tokens))("[GR12] token %s", async (file) => {
    const { tokens: client } = script({ tokenAnswers: [answer(200, read(`tokens/${file}`))] });
    expect(await client.get(neverAborted)).toBe(tokens[file]);
  });

  test("[GR12] token requests have the fields of tokens/requests.http", async () => {
    const [v1, v2] = [...read("tokens/requests.http").matchAll(/^(?:grant_type|client_id)=.*$/gm)].map(
      ([form]) => [...new URLSearchParams(form).keys()].sort(),
    );
    for (const [endpoint, fields] of [["v1", v1] as const, ["v2", v2] as const]) {
      const { tokens: client, tokenRequests } = script({ settings: { endpoint } });
      await client.get(neverAborted);
      expect([...new URLSearchParams(tokenRequests[0]?.body ?? "").keys()].sort()).toEqual(fields);
    }
  });
});
