// Saved and recent queries at the real server: whose they are, who sees them, and who may change them.

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { savedQueryView } from "../../src/contract/saved-query.ts";
import { user } from "../../src/contract/user.ts";
import type { Principal, Role } from "../../src/core/access.ts";
import { noteRecentQuery } from "../../src/http/recent-queries.ts";
import { openBeside } from "../support/database.ts";
import { makeToken, type ServerUnderTest, startTestServer } from "../support/server.ts";
import type { ServerApi } from "../support/server-api.ts";

// Servers start in a second on an idle machine, and several times slower beside the other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const path = "/api/v1/saved-queries";
const password = "a password of these tests";
let server: ServerUnderTest;

interface Person {
  readonly id: string;
  readonly api: ServerApi;
}

async function signUp(name: string, role: Role): Promise<Person> {
  const email = `${name.toLowerCase()}@contoso.example`;
  const { id } = await server.api.read(
    user,
    server.api.post("/api/v1/users", { email, name, role, password }),
  );
  const signedIn = await server.api.asNobody().post("/api/v1/session", { email, password });
  const cookies = signedIn.headers.getSetCookie().map((text) => text.split(";")[0]);
  return { id, api: server.api.asBrowser(cookies.join("; ")) };
}

let viewer: Person;
let operator: Person;
let administrator: Person;
beforeAll(async () => {
  server = await startTestServer();
  administrator = await signUp("Ada", "administrator");
  operator = await signUp("Olga", "operator");
  viewer = await signUp("Vera", "viewer");
});
afterAll(() => server[Symbol.asyncDispose]());

const save = (api: ServerApi, body: object) => api.read(savedQueryView, api.post(path, body));
const change = (api: ServerApi, { id, version }: { id: number; version: number }, body: object) =>
  api.ask("PATCH", `${path}/${id}`, body, { headers: { "if-match": `"${version}"` } });
const namesFor = async (api: ServerApi) =>
  ((await api.get(path)).body as { items: { name: string }[] }).items.map(({ name }) => name);

test("[SQ1] [SQ3] a query is its owner's own until it is shared, and then everybody's to see", async () => {
  const own = await save(operator.api, { name: "Mine", text: "entra.isManaged: false" });
  expect(own).toMatchObject({ isShared: false, isOwn: true, ownerName: "Olga", version: 1 });
  const found = await operator.api.get(`${path}/${own.id}`);
  expect([found.headers.get("etag"), found.body]).toEqual(['"1"', own]);
  for (const { api } of [viewer, administrator]) {
    expect(await namesFor(api)).not.toContain("Mine");
    expect(await api.get(`${path}/${own.id}`)).toMatchObject({
      status: 404,
      body: { code: "saved_query.not_found" },
    });
    expect(await change(api, own, { name: "Stolen" })).toMatchObject({ status: 404 });
    expect(await api.ask("DELETE", `${path}/${own.id}`)).toMatchObject({ status: 404 });
  }
  const shared = await change(operator.api, own, { isShared: true });
  expect(shared).toMatchObject({ status: 200, body: { isShared: true, version: 2 } });
  expect(shared.headers.get("etag")).toBe('"2"');
  expect((await viewer.api.get(`${path}/${own.id}`)).body).toMatchObject({ isOwn: false, ownerName: "Olga" });
  expect(await namesFor(viewer.api)).toContain("Mine");
});

test("[SQ3] sharing takes an operator, and a shared query its owner or an administrator", async () => {
  const refused = { status: 403, body: { code: "access.role_too_low" } };
  expect(await viewer.api.post(path, { name: "For all", text: "name: x", isShared: true })).toMatchObject(
    refused,
  );
  const own = await save(viewer.api, { name: "Private", text: "name: x" });
  expect(await change(viewer.api, own, { isShared: true })).toMatchObject(refused);
  const shared = await save(operator.api, { name: "Shared", text: "name: x", isShared: true });
  const notTheirs = { status: 403, body: { code: "saved_query.not_owner" } };
  expect(await change(viewer.api, shared, { text: "name: y" })).toMatchObject(notTheirs);
  expect(await viewer.api.ask("DELETE", `${path}/${shared.id}`)).toMatchObject(notTheirs);
  const changed = await change(administrator.api, shared, { text: "name: y", isShared: false });
  expect(changed).toMatchObject({ status: 200, body: { text: "name: y", isShared: false, isOwn: false } });
  expect(await administrator.api.get(`${path}/${shared.id}`)).toMatchObject({ status: 404 });
  expect(await operator.api.ask("DELETE", `${path}/${shared.id}`)).toMatchObject({ status: 204 });
  // What everybody sees is not changed by whoever may no longer share; to take it back is always allowed.
  const kept = await save(operator.api, { name: "Kept", text: "name: x", isShared: true });
  await server.api.ask(
    "PATCH",
    `/api/v1/users/${operator.id}`,
    { role: "viewer" },
    {
      headers: { "if-match": "*" },
    },
  );
  const again = await server.api
    .asNobody()
    .post("/api/v1/session", { email: "olga@contoso.example", password });
  const cookies = again.headers.getSetCookie().map((text) => text.split(";")[0]);
  const demoted = server.api.asBrowser(cookies.join("; "));
  expect(await change(demoted, kept, { text: "name: z" })).toMatchObject(refused);
  expect(await change(demoted, kept, { isShared: false })).toMatchObject({ status: 200 });
});

test("[SQ4] a change needs the version, and a name its owner has once", async () => {
  const one = await save(viewer.api, { name: "Once", text: "name: x" });
  expect(await viewer.api.post(path, { name: "ONCE", text: "name: x" })).toMatchObject({
    status: 409,
    body: { code: "saved_query.name_taken" },
  });
  // Another's name is another matter.
  await save(administrator.api, { name: "once", text: "name: x" });
  expect(await viewer.api.ask("PATCH", `${path}/${one.id}`, { name: "Twice" })).toMatchObject({
    status: 428,
  });
  expect((await change(viewer.api, one, { name: "Twice" })).status).toBe(200);
  expect(await change(viewer.api, one, { name: "Thrice" })).toMatchObject({ status: 412 });
});

test("[SQ5] what is no query is not saved, and the refusal says where it is wrong", async () => {
  const bad = { name: "Bad", text: "operatingSytem: Windows" };
  expect(await viewer.api.post(path, bad)).toMatchObject({
    status: 400,
    body: {
      code: "query.invalid",
      errors: [
        {
          field: "body.text",
          code: "query.unknown_token",
          from: 0,
          to: 14,
          suggestions: expect.arrayContaining(["operatingSystem"]),
        },
      ],
    },
  });
  const good = await save(viewer.api, { name: "Good", text: "operatingSystem: Windows" });
  expect(await change(viewer.api, good, { text: "(name: x" })).toMatchObject({
    body: { errors: [expect.objectContaining({ field: "body.text" })] },
  });
  expect(await viewer.api.post(path, { name: "NUL", text: "name: \u0000" })).toMatchObject({ status: 400 });
  expect(await viewer.api.post(path, { name: "Long", text: "x".repeat(8193) })).toMatchObject({
    status: 400,
  });
  expect(await namesFor(viewer.api)).not.toContain("Bad");
});

test("[SQ8] whoever is on the server's own machine has saved queries as well", async () => {
  const local = await save(server.api, { name: "Local", text: "name: x" });
  expect(local).toMatchObject({ isOwn: true, ownerName: null });
  expect(await namesFor(server.api)).toContain("Local");
  expect(await namesFor(administrator.api)).not.toContain("Local");
  const ofViewer = (await makeToken(administrator.api, "viewer")).value;
  expect(await namesFor(server.api.as(ofViewer))).toContain("once");
  expect((await server.api.get("/api/v1/recent-queries")).body).toEqual({ items: [] });
  expect((await server.api.ask("DELETE", "/api/v1/recent-queries")).status).toBe(204);
});

test("[SQ6] a person's last twenty queries are kept, each once, the newest first", async () => {
  await using store = await openBeside(server);
  const principal: Principal = {
    kind: "user",
    id: viewer.id,
    name: "vera",
    role: "viewer",
    userId: viewer.id,
  };
  const note = (text: string, now: number, by = principal) => noteRecentQuery(store.storage, by, text, now);
  const read = async () => {
    const { body } = await viewer.api.get("/api/v1/recent-queries");
    return (body as { items: { text: string; usedAt: string }[] }).items;
  };
  for (let number = 1; number <= 25; number += 1) await note(`name: ${number}`, number * 1000);
  await note(" name: 10 ", 30_000);
  const texts = (await read()).map(({ text }) => text);
  expect(texts).toHaveLength(20);
  expect(texts.slice(0, 3)).toEqual(["name: 10", "name: 25", "name: 24"]);
  expect(new Set(texts).size).toBe(20);
  // The same one is noted once a minute.
  await note("name: 10", 89_000);
  expect((await read())[0]).toEqual({ text: "name: 10", usedAt: new Date(30_000).toISOString() });
  await note("name: 10", 90_000);
  expect((await read())[0]).toEqual({ text: "name: 10", usedAt: new Date(90_000).toISOString() });
  // Neither an empty query, nor what a program asks, nor what no database would keep.
  await note("  ", 95_000);
  await note("name: \u0000", 95_000);
  await note("name: of a program", 95_000, { ...principal, kind: "token" });
  expect((await read())[0]?.text).toBe("name: 10");
  expect((await administrator.api.get("/api/v1/recent-queries")).body).toEqual({ items: [] });
  expect((await viewer.api.ask("DELETE", "/api/v1/recent-queries")).status).toBe(204);
  expect(await read()).toEqual([]);
});

test("[SQ6] the first page of a person's search is what notes its query", async () => {
  const asked = async (api: ServerApi, text: string, more = "") =>
    (await api.get(`/api/v1/assets?query=${encodeURIComponent(text)}${more}`)).status;
  const { api } = administrator;
  expect(await asked(api, "operatingSytem: x")).toBe(400);
  expect(await asked(server.api, "name: local")).toBe(200);
  expect(await asked(api, "name: asked")).toBe(200);
  for (let texts: readonly string[] = []; texts.length === 0; ) {
    const { items } = (await api.get("/api/v1/recent-queries")).body as { items: { text: string }[] };
    texts = items.map(({ text }) => text);
    expect([[], ["name: asked"]]).toContainEqual(texts);
  }
});

test("[SQ7] with a user go that user's queries", async () => {
  await using store = await openBeside(server);
  const leaver = await signUp("Leo", "operator");
  const shared = await save(leaver.api, { name: "Of the leaver", text: "name: x", isShared: true });
  const principal = {
    kind: "user",
    id: leaver.id,
    name: "leo",
    role: "operator",
    userId: leaver.id,
  } as const;
  await noteRecentQuery(store.storage, principal, "name: x", 1000);
  expect(await store.storage.readRecentQueries(leaver.id)).toHaveLength(1);
  expect((await server.api.ask("DELETE", `/api/v1/users/${leaver.id}`)).status).toBe(204);
  expect(await viewer.api.get(`${path}/${shared.id}`)).toMatchObject({ status: 404 });
  expect(await store.storage.readRecentQueries(leaver.id)).toEqual([]);
  // Who was removed a moment ago, and still has a search under way.
  await noteRecentQuery(store.storage, principal, "name: y", 2000);
  expect(await store.storage.readRecentQueries(leaver.id)).toEqual([]);
});
