// Changing one's own password over HTTP: by a session alone, audited, and not to be guessed by.

import { expect, test } from "vitest";
import { auditEntryPage } from "../../src/contract/audit-entry.ts";
import { user } from "../../src/contract/user.ts";
import { makeToken, startTestServer } from "../support/server.ts";

const path = "/api/v1/me/password";
const password = "a password of hers";
const email = "ada@contoso.example";

test("[WB8] a user who is signed in changes their own password, and the audit log tells it", async () => {
  await using server = await startTestServer();
  const { api } = server;
  const ada = await api.read(
    user,
    api.post("/api/v1/users", { email, name: "Ada", role: "viewer", password }),
  );
  const cookieOf = (headers: Headers): string =>
    headers
      .getSetCookie()
      .map((text) => text.split(";")[0])
      .join("; ");
  const signedIn = await api.asNobody().post("/api/v1/session", { email, password });
  const hers = api.asBrowser(cookieOf(signedIn.headers));
  const put = (body: object, by = hers) => by.ask("PUT", path, body);
  const change = { current: password, password: "another of hers" };
  expect((await put(change, api.asNobody())).status).toBe(401);
  const byToken = await put(change, api.as((await makeToken(api, "viewer")).value));
  expect(byToken).toMatchObject({ status: 409, body: { code: "access.password_not_used" } });
  expect(await put({ ...change, current: "wrong" })).toMatchObject({
    status: 403,
    body: { code: "access.password_wrong" },
  });
  expect(await put({ ...change, password: email })).toMatchObject({
    status: 422,
    body: { code: "access.password_weak" },
  });
  const changed = await put(change);
  expect(changed).toMatchObject({ status: 200, body: { principal: { id: ada.id, role: "viewer" } } });
  expect(changed.text).not.toContain("another of hers");
  expect((await hers.get("/api/v1/me")).status).toBe(401);
  const now = api.asBrowser(cookieOf(changed.headers));
  expect((await now.get("/api/v1/me")).status).toBe(200);
  const { items } = await api.read(auditEntryPage, api.get(`/api/v1/audit-entries?principalId=${ada.id}`));
  expect(items.map(({ action, target }) => `${action} ${target}`)).toEqual([
    `password.changed user/${ada.id}`,
    `password.change_refused user/${ada.id}`,
    `password.change_refused user/${ada.id}`,
    "session.created null",
  ]);
  // Ten tries in a quarter of an hour, as with a sign-in.
  let refused = changed;
  for (let tries = 0; tries < 10 && refused.status !== 429; tries++)
    refused = await put({ ...change, current: "wrong" }, now);
  expect(refused).toMatchObject({ status: 429, body: { code: "request.rate_limited" } });
});
