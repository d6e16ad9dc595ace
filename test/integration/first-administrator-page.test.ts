// The page behind the printed link: what it is made of, what it may do, and that what it posts makes the administrator.

import { expect, test, vi } from "vitest";
import { startTestServer } from "../support/server.ts";

// Servers start in a second on an idle machine, and several times slower beside the other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const policy = /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; /;

test("[SV30] the printed link leads to a page that needs nothing but its own script and style", async () => {
  await using server = await startTestServer();
  const link = new URL(server.firstLink ?? "");
  expect(link.hash.length).toBeGreaterThan(20);
  const nobody = server.api.asNobody();
  const page = await nobody.get(link.pathname);
  expect(page.status).toBe(200);
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(page.headers.get("cache-control")).toBe("no-store");
  expect(page.headers.get("referrer-policy")).toBe("no-referrer");
  expect(page.text).toContain("12 to 128 characters, and not the e-mail address.");
  // No script, style or handler within the page: the policy would refuse them.
  expect(page.text).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
  const named = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? "");
  expect(named.toSorted()).toEqual(["/first-administrator/page.css", "/first-administrator/page.js"]);
  for (const path of [link.pathname, ...named]) {
    const answer = await nobody.get(path);
    expect(answer.status, path).toBe(200);
    expect(answer.headers.get("content-security-policy")).toMatch(policy);
    expect(answer.headers.get("content-security-policy")).not.toMatch(/unsafe|\*/);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  }
  const fields = [...page.text.matchAll(/<input id="(\w+)" name="\1"/g)].map(([, name]) => name);
  expect(fields).toEqual(["name", "email", "password", "again"]);
});

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
