// Listings and delta rounds, page by page, whatever comes.

import { describe, expect, test } from "vitest";
import { answer, graphUrl, neverAborted, rejectionOf, script } from "../../test/support/graph-script.ts";
import { DeltaRound } from "./delta-round.ts";
import { ListPages } from "./list-pages.ts";
import { refusesLatestLink } from "./resync.ts";

const link = (rest: string) => `${graphUrl}/v1.0/devices?$skiptoken=${rest}`;
const list = (next: unknown, value: unknown = []) => answer(200, { value, "@odata.nextLink": next });
const delta = (next: unknown, last?: unknown, value: unknown = []) =>
  answer(200, { value, "@odata.nextLink": next, "@odata.deltaLink": last });
const refusal = (status: number, code: string | null) =>
  answer(status, code === null ? "" : { error: { code } });

function openList(...answers: ReturnType<typeof answer>[]) {
  const run = script({ answers });
  return { ...run, pages: new ListPages(run.client, "list_devices", "/v1.0/devices?$top=999") };
}

function openDelta(...answers: ReturnType<typeof answer>[]) {
  const run = script({ answers });
  return { ...run, round: new DeltaRound(run.client, "devices_delta", "/v1.0/devices/delta") };
}

test("[GR1] a listing follows its next links whole, through an empty page, to the end", async () => {
  const { pages, requests } = openList(
    list(link("a%2cB&$top=3")),
    list(link("b"), [{ id: "1" }]),
    list(undefined),
  );
  const first = await pages.read(null, neverAborted);
  const second = await pages.read(first.nextLink, neverAborted);
  const third = await pages.read(second.nextLink, neverAborted);
  expect([first.items, second.items, third.items]).toEqual([[], [{ id: "1" }], []]);
  expect(third.nextLink).toBeNull();
  expect(requests.map((request) => request.path)).toEqual([
    "/v1.0/devices?$top=999",
    "/v1.0/devices?$skiptoken=a%2cB&$top=3",
    "/v1.0/devices?$skiptoken=b",
  ]);
  expect(new Set(requests.map((request) => request.headers.authorization)).size).toBe(1);
});

test("[GR5] a delta page has a next link or a delta link", async () => {
  const { round } = openDelta(
    delta(link("a")),
    delta(undefined, link("d"), [{ id: "1" }]),
    delta(undefined, link("d")),
  );
  expect((await round.read(null, neverAborted)).end).toEqual({ kind: "more", nextLink: link("a") });
  expect((await round.read(link("a"), neverAborted)).end).toEqual({ kind: "last", deltaLink: link("d") });
  // Nothing has changed since: the same delta link comes back, and that is no loop.
  expect((await round.read(link("d"), neverAborted)).end).toEqual({ kind: "last", deltaLink: link("d") });
});

describe("[GR5] a page that is none is an error, never an empty page", () => {
  const bodies: [string, unknown][] = [
    ["null", null],
    ["an array", []],
    ["a text", '"page"'],
    ["no value", { "@odata.context": "x" }],
    ["null for a value", { value: null }],
    ["an object for a value", { value: { 0: { id: "1" } } }],
    ["null for a next link", { value: [], "@odata.nextLink": null, "@odata.deltaLink": link("d") }],
    ["a number for a next link", { value: [], "@odata.nextLink": 1 }],
    ["an empty next link", { value: [], "@odata.nextLink": "" }],
  ];
  test.each(bodies)("%s", async (_name, body) => {
    const listed = openList(answer(200, body));
    expect(await rejectionOf(listed.pages.read(null, neverAborted))).toMatchObject({
      code: "graph.page_malformed",
    });
    const round = openDelta(answer(200, body)).round;
    expect(await rejectionOf(round.read(null, neverAborted))).toMatchObject({ code: "graph.page_malformed" });
  });

  test.each([
    ["both links", delta(link("a"), link("d"))],
    ["neither link", delta(undefined)],
  ])("%s on a delta page", async (_name, page) => {
    const error = await rejectionOf(openDelta(page).round.read(null, neverAborted));
    expect(error).toMatchObject({ code: "graph.page_malformed" });
  });
});

test("[GR3] a page whose link leads elsewhere is an error, and so is a stored one", async () => {
  const foreign = "https://graph.microsoft.us/v1.0/devices?$skiptoken=x";
  const code = "graph.foreign_link";
  expect(await rejectionOf(openList(list(foreign)).pages.read(null, neverAborted))).toMatchObject({ code });
  expect(await rejectionOf(openDelta(delta(foreign)).round.read(null, neverAborted))).toMatchObject({ code });
  expect(
    await rejectionOf(openDelta(delta(undefined, foreign)).round.read(null, neverAborted)),
  ).toMatchObject({ code });
  const stored = openDelta();
  expect(await rejectionOf(stored.round.read(foreign, neverAborted))).toMatchObject({ code });
  expect([...stored.requests, ...stored.tokenRequests]).toEqual([]);
});

test("[GR14] a next link that leads back is an error, to itself and in a circle", async () => {
  const itself = openList(list(link("a")), list(link("a")));
  await itself.pages.read(null, neverAborted);
  expect(await rejectionOf(itself.pages.read(link("a"), neverAborted))).toMatchObject({
    code: "graph.link_repeats",
  });
  const circle = openDelta(delta(link("a")), delta(link("b")), delta(link("a")));
  await circle.round.read(null, neverAborted);
  await circle.round.read(link("a"), neverAborted);
  expect(await rejectionOf(circle.round.read(link("b"), neverAborted))).toMatchObject({
    code: "graph.link_repeats",
  });
});

test("[GR14] reading a page again, or a listing anew, is no repetition", async () => {
  const { pages } = openList(
    list(link("a")),
    list(link("b")),
    list(link("b")),
    list(link("a")),
    list(link("b")),
  );
  for (const from of [null, link("a"), link("a"), null, link("a")]) await pages.read(from, neverAborted);
});

test("[GR9] a page that has a word for an error beside its records is no page", async () => {
  const odd = answer(200, { value: [], error: "server_error" });
  const { pages } = openList(odd, odd, odd, odd);
  expect(await rejectionOf(pages.read(null, neverAborted))).toMatchObject({
    code: "graph.refused",
    exchange: { graphCodes: ["server_error"] },
  });
});

test("[GR14] a thousand empty pages in a row that lead on are an error, fewer are not", async () => {
  const empties = Array.from({ length: 1000 }, (_, index) => list(link(`e${index}`), []));
  const endless = openList(...empties);
  let next: string | null = null;
  for (let page = 0; page < 999; page += 1) next = (await endless.pages.read(next, neverAborted)).nextLink;
  expect(await rejectionOf(endless.pages.read(next, neverAborted))).toMatchObject({
    code: "graph.endless_pages",
  });
  const ending = openList(...empties.slice(0, 999), list(link("f"), [{ id: "d1" }]), list(link("g"), []));
  next = null;
  for (let page = 0; page < 1001; page += 1) next = (await ending.pages.read(next, neverAborted)).nextLink;
  expect(next).toBe(link("g"));
});

describe("[GR10] a refused delta link means a full round exactly when it should", () => {
  const required: [number, string | null][] = [
    [410, null],
    [410, "SyncStateNotFound"],
    [400, "syncStateNotFound"],
    [404, "SyncStateNotFound"],
    [400, "resyncRequired"],
    [400, "Request_UnsupportedQuery"],
    [400, "Directory_ExpiredPageToken"],
    [400, "directorypagetokennotfoundexception"],
  ];
  test.each(required)("%i %s does", async (status, code) => {
    const { round, requests } = openDelta(refusal(status, code), refusal(status, code));
    for (const from of [link("d"), link("d")])
      expect(await rejectionOf(round.read(from, neverAborted))).toMatchObject({
        code: "graph.resync_required",
      });
    expect(requests).toHaveLength(2);
  });

  test("a 400 that nobody knows does once", async () => {
    const { round } = openDelta(refusal(400, "Request_BadRequest"), refusal(400, "Request_BadRequest"));
    expect(await rejectionOf(round.read(link("d"), neverAborted))).toMatchObject({
      code: "graph.resync_required",
    });
    expect(await rejectionOf(round.read(link("d"), neverAborted))).toMatchObject({ code: "graph.refused" });
  });

  test.each<[number, string | null, string]>([
    [401, "syncStateNotFound", "graph.unauthorized"],
    [403, "resyncRequired", "graph.forbidden"],
    [404, "Request_ResourceNotFound", "graph.refused"],
    [429, "syncStateNotFound", "graph.throttled"],
    [503, "resyncRequired", "graph.unavailable"],
    [501, "NotImplemented", "graph.refused"],
  ])("%i %s does not", async (status, code, expected) => {
    const { round } = openDelta(...Array(8).fill(refusal(status, code)));
    expect(await rejectionOf(round.read(link("d"), neverAborted))).toMatchObject({ code: expected });
  });

  test("a request that carried no token of a round does not", async () => {
    const first = openDelta(refusal(410, "syncStateNotFound")).round;
    expect(await rejectionOf(first.read(null, neverAborted))).toMatchObject({ code: "graph.refused" });
    const listed = openList(refusal(410, "syncStateNotFound")).pages;
    expect(await rejectionOf(listed.read(link("a"), neverAborted))).toMatchObject({
      code: "graph.page_link_expired",
    });
  });
});

test.each([
  [400, "Directory_ExpiredPageToken"],
  [400, "DIRECTORYPAGETOKENNOTFOUNDEXCEPTION"],
  [400, "Request_BadRequest"],
  [400, null],
  [404, "Request_ResourceNotFound"],
  [410, null],
])(
  "[GR11] %i %s to a page link begins the listing anew; to the first page it does not",
  async (status, code) => {
    const { pages } = openList(refusal(status, code), refusal(status, code));
    expect(await rejectionOf(pages.read(link("a"), neverAborted))).toMatchObject({
      code: "graph.page_link_expired",
    });
    expect(await rejectionOf(pages.read(null, neverAborted))).toMatchObject({ code: "graph.refused" });
  },
);

test.each([
  [403, "graph.forbidden"],
  [405, "graph.refused"],
  [501, "graph.refused"],
])("[GR11] %i to a page link is what it says", async (status, code) => {
  const { pages } = openList(refusal(status, "X"));
  expect(await rejectionOf(pages.read(link("a"), neverAborted))).toMatchObject({ code });
});

test.each<[number, string | null, boolean]>([
  [400, "Request_UnsupportedQuery", true],
  [400, "Request_BadRequest", true],
  [404, "Request_ResourceNotFound", true],
  [501, "NotImplemented", true],
  [400, null, false],
  [403, "Authorization_RequestDenied", false],
  [410, "SyncStateNotFound", false],
  [503, "serviceNotAvailable", false],
])("[GR17] to the question for a latest link, %i %s is a no: %s", async (status, code, expected) => {
  const { round } = openDelta(...Array(8).fill(refusal(status, code)));
  expect(refusesLatestLink(await rejectionOf(round.read(null, neverAborted)))).toBe(expected);
});
