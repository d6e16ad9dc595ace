// The page behind the printed link: what it is made of, what it may do, and that what it posts makes the administrator.

import { expect, test, vi } from "vitest";
import { startTestServer } from "../support/server.ts";

// Servers start in a second on an idle machine, and several times slower beside the other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

test("[SV30] what the page posts makes the administrator once, and is told what is wrong", async () => {
  await using server = await startTestServer();
  const nobody = server.api.asNobody();
  const linkToken = new URL(server.firstLink ?? "").hash.slice(1);
  const entered = { linkToken, name: "Ada", email: "ada@contoso.example", password: "a password of hers" };
  const headers = { origin: server.url, "sec-fetch-site": "same-origin" };
  const send = (more: object) =>
    nobody.post("/api/v1/first-administrator", { ...entered, ...more }, { headers });
  expect(await send({ password: "short" })).toMatchObject({
    status: 422,
    body: { code: "access.password_weak", detail: expect.stringMatching(/\d/) },
  });
  expect(await send({ email: "ada" })).toMatchObject({ status: 422, body: { code: "access.email_invalid" } });
  expect(await send({ name: "" })).toMatchObject({ status: 400, body: { errors: [{ field: "body.name" }] } });
  expect(await send({ linkToken: "wrong" })).toMatchObject({
    status: 403,
    body: { code: "access.link_invalid" },
  });
  expect(await nobody.get("/api/v1/session")).toMatchObject({ body: { hasUsers: false } });
  const made = await send({});
  expect(made).toMatchObject({ status: 201, body: { principal: { role: "administrator" } } });
  const cookie = made.headers.getSetCookie().map((text) => text.split(";")[0]);
  expect((await server.api.asBrowser(cookie.join("; ")).get("/api/v1/users")).status).toBe(200);
  expect(await send({})).toMatchObject({ status: 403, body: { code: "access.link_invalid" } });
  expect(await nobody.get("/api/v1/session")).toMatchObject({ body: { hasUsers: true } });
});
