// The page behind the printed link: what it is made of, what it may do, and that what it posts makes the administrator.

import { expect, test, vi } from "vitest";
import { askRaw, navigation, type RawAnswer } from "../support/raw-request.ts";
import { startTestServer } from "../support/server.ts";

// Servers start in a second on an idle machine, and several times slower beside the other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const policyOf = ({ headers }: RawAnswer): string => String(headers["content-security-policy"]);

test("[SV30] the printed link leads to a page that lets in its own scripts and styles alone", async () => {
  await using server = await startTestServer();
  const link = new URL(server.firstLink ?? "");
  expect(link.hash.length).toBeGreaterThan(20);
  const page = await askRaw(server.url, link.pathname, navigation);
  expect(page.status).toBe(200);
  expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(page.headers["cache-control"]).toBe("no-store");
  expect(page.headers["referrer-policy"]).toBe("no-referrer");
  expect(page.headers["x-content-type-options"]).toBe("nosniff");
  const nonce = /'nonce-([\w+/=]{22,})'/.exec(policyOf(page))?.[1] ?? "none";
  expect(policyOf(page)).toBe(
    `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  // No script, style or handler within the page: the policy would refuse them.
  expect(page.text).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
  expect(page.text).toContain(`nonce="${nonce}"`);
  expect(page.text).not.toContain("NONCE-OF-THIS-ANSWER");
  const again = await askRaw(server.url, link.pathname, navigation);
  expect(policyOf(again)).not.toContain(nonce);
  const named = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? "");
  expect(named.length).toBeGreaterThan(2);
  for (const path of named) {
    const answer = await askRaw(server.url, path);
    expect(answer.status, path).toBe(200);
    expect(policyOf(answer)).toMatch(/^default-src 'none';/);
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  }
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
