// Signing in, with a password and with OpenID Connect, and what is told where it is refused.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConsoleUnderTest, emailOf, password, startConsole } from "../support/console.ts";
import { freePort } from "../support/free-port.ts";
import { honest, type OidcProvider, startOidcProvider } from "../support/oidc-provider.ts";
import { faultsOf } from "../support/page-check.ts";

let consoleUnderTest: ConsoleUnderTest;
let provider: OidcProvider;
const folder = mkdtempSync(join(tmpdir(), "rollcall-sign-in-"));
beforeAll(async () => {
  provider = await startOidcProvider();
  const secretFile = join(folder, "secret");
  writeFileSync(secretFile, provider.clientSecret);
  const env = {
    // The provider sends the browser back to it.
    ROLLCALL_PORT: String(await freePort()),
    ROLLCALL_OIDC_ISSUER: provider.issuer,
    ROLLCALL_OIDC_CLIENT_ID: provider.clientId,
    ROLLCALL_OIDC_CLIENT_SECRET_FILE: secretFile,
    ROLLCALL_OIDC_ALLOWED_DOMAINS: "contoso.example",
  };
  consoleUnderTest = await startConsole({ env });
});
afterAll(async () => {
  await consoleUnderTest[Symbol.asyncDispose]();
  await provider.stop();
  rmSync(folder, { recursive: true });
});

async function enterAs(page: Page, entered: string, email = emailOf("viewer")): Promise<void> {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("textbox", { name: "Password" }).fill(entered);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

const byProvider = (page: Page) => page.getByRole("link", { name: "Sign in with OpenID Connect" });

test("[WB1] whoever is not signed in is asked to, and comes to where they wanted to go", async () => {
  const { page, troubles } = await consoleUnderTest.visit("/connections?x=1");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await enterAs(page, "a wrong password");
  await page.getByRole("alert").getByText("You are not signed in").waitFor();
  await enterAs(page, password);
  await page.getByRole("heading", { name: "Connections" }).waitFor();
  expect(new URL(page.url()).search).toBe("?x=1");
  expect(troubles).toEqual([]);
});

test("[WB3] whoever is signed in is led on from the sign-in, and never to anybody else's address", async () => {
  const { page } = await consoleUnderTest.visit(`/sign-in?to=${encodeURIComponent("//evil.example/")}`);
  await enterAs(page, password);
  await page.getByRole("heading", { name: "Dashboard" }).waitFor();
  await page.goto("/sign-in?to=/tags");
  await page.getByRole("heading", { name: "Tags" }).waitFor();
  await page.goto("/sign-in?to=/.//evil.example");
  await page.getByRole("heading", { name: "Dashboard" }).waitFor();
});

test("[WB3] after a sign-out nothing of whoever was signed in is shown, nor by going back", async () => {
  const { page, troubles } = await consoleUnderTest.enter("viewer", "/connections");
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(await page.getByRole("heading", { name: "Connections" }).count()).toBe(0);
  expect(troubles).toEqual([]);
});

test("[WB4] OpenID Connect leads to where somebody wanted to go", async () => {
  const { page, troubles } = await consoleUnderTest.visit("/tags?a=b%20c");
  await byProvider(page).click();
  await page.getByRole("heading", { name: "Tags" }).waitFor();
  expect(new URL(page.url()).search).toBe("?a=b%20c");
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByText("ada@contoso.example").waitFor();
  expect(troubles).toEqual([]);
});

test("[WB4] what OpenID Connect refuses is told in words, and the next try leads on all the same", async () => {
  const { page, troubles } = await consoleUnderTest.visit("/tags");
  provider.answers.claims = { ...honest().claims, sub: "eve", email: "eve@evil.example" };
  await byProvider(page).click();
  await page.getByRole("alert").getByText("You may not enter with this account").waitFor();
  await page.getByText("access.sign_in_refused").waitFor();
  expect(await faultsOf(page)).toEqual([]);
  Object.assign(provider.answers, honest(), { tokenStatus: 500 });
  await byProvider(page).click();
  await page.getByRole("alert").getByText("The sign-in with OpenID Connect did not work").waitFor();
  Object.assign(provider.answers, honest());
  await byProvider(page).click();
  await page.getByRole("heading", { name: "Tags" }).waitFor();
  await page.goto("/sign-in?error=%3Cscript%3E");
  await page.getByRole("alert").getByText("You are not signed in").waitFor();
  expect(await page.getByText("<script>").count()).toBe(0);
  expect(troubles).toEqual([]);
});

// The last: from then on nobody signs in from here.
test("[WB5] where sign-ins come too often, it is told when to come again", async () => {
  const { page } = await consoleUnderTest.visit("/sign-in");
  const nobody = consoleUnderTest.server.api.asNobody();
  for (let number = 0, status = 0; status !== 429; number += 1) {
    const wrong = { email: `nobody${number}@contoso.example`, password: "wrong" };
    ({ status } = await nobody.post("/api/v1/session", wrong));
  }
  await enterAs(page, password);
  await page
    .getByRole("alert")
    .getByText(/^Come again in \d+ (seconds|minutes)\.$/)
    .waitFor();
  expect(await page.getByRole("textbox", { name: "Password" }).inputValue()).toBe(password);
  await page.goto("/sign-in");
  await byProvider(page).click();
  await page.getByRole("alert").getByText("There were too many sign-ins").waitFor();
});
