// Users, API tokens, the audit log and what Rollcall is made of, as administrators and others see them.

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { userPage } from "../../src/contract/user.ts";
import { type ConsoleUnderTest, emailOf, type PersonsPage, startConsole } from "../support/console.ts";
import { askDatabase } from "../support/database.ts";
import { faultsOf } from "../support/page-check.ts";

let consoleUnderTest: ConsoleUnderTest;
let administrator: PersonsPage;
let page: Page;
beforeAll(async () => {
  consoleUnderTest = await startConsole();
  administrator = await consoleUnderTest.enter("administrator", "/about");
  page = administrator.page;
});
afterAll(() => consoleUnderTest[Symbol.asyncDispose]());

const rowOf = (text: string) => page.getByRole("row").filter({ hasText: text });

async function chooseFor(name: string, act: string): Promise<void> {
  await page.getByRole("button", { name: `What to do with ${name}` }).click();
  await page.getByRole("menuitem", { name: act }).click();
}

test("[WB9] a user is made, changed and removed, and what is wrong is told at its field", async () => {
  await page.goto("/users");
  await page.getByRole("button", { name: "New user" }).click();
  const made = page.getByRole("dialog", { name: "New user" });
  await made.getByLabel("Name").fill("Grace");
  await made.getByLabel("E-mail address").fill(emailOf("viewer"));
  await made.getByRole("textbox", { name: "Password" }).fill("short");
  await made.getByRole("button", { name: "Make the user" }).click();
  await made.getByText("It has fewer than 12 characters.").waitFor();
  await made.getByRole("textbox", { name: "Password" }).fill("a password of Grace's");
  await made.getByRole("button", { name: "Make the user" }).click();
  await made.getByText("There is a user with this address already.").waitFor();
  await made.getByLabel("E-mail address").fill("grace@contoso.example");
  await made.getByRole("button", { name: "Make the user" }).click();
  await rowOf("grace@contoso.example").getByText("Viewer").waitFor();
  await chooseFor("Grace", "Change");
  const changed = page.getByRole("dialog", { name: "Change user" });
  await changed.getByLabel("Operator").check();
  await changed.getByText("They will have to sign in again.").waitFor();
  await changed.getByRole("button", { name: "Save" }).click();
  await rowOf("grace@contoso.example").getByText("Operator").waitFor();
  await chooseFor("Grace", "Remove");
  await page.getByRole("dialog", { name: "Remove this user?" }).waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole("button", { name: "Remove the user" }).click();
  await rowOf("grace@contoso.example").waitFor({ state: "detached" });
  expect(administrator.troubles).toEqual([]);
});

test("[WB9] that the last administrator stays is told, and nothing typed is lost", async () => {
  await page.goto("/users");
  await chooseFor("An administrator", "Remove");
  await page.getByRole("button", { name: "Remove the user" }).click();
  await page.getByRole("alert").getByText("The last administrator stays one.").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await chooseFor("An administrator", "Change");
  const dialog = page.getByRole("dialog", { name: "Change user" });
  await dialog.getByLabel("Name").fill("Still an administrator");
  await dialog.getByLabel("Viewer").check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByRole("alert").getByText("The last administrator stays one.").waitFor();
  expect(await dialog.getByLabel("Name").inputValue()).toBe("Still an administrator");
});

test("[WB11] what somebody else has made of a user meanwhile is told, and one chooses", async () => {
  const { api } = consoleUnderTest.server;
  const { items } = await api.read(userPage, api.get("/api/v1/users"));
  const id = items.find(({ email }) => email === emailOf("operator"))?.id ?? "";
  const changeBeside = async (change: object): Promise<void> => {
    const { headers } = await api.get(`/api/v1/users/${id}`);
    const etag = headers.get("etag") ?? "";
    const { status } = await api.ask("PATCH", `/api/v1/users/${id}`, change, {
      headers: { "if-match": etag },
    });
    expect(status).toBe(200);
  };
  await page.goto("/users");
  const dialog = page.getByRole("dialog", { name: "Change user" });
  const told = dialog.getByRole("alert").filter({ hasText: "Somebody else changed this user meanwhile" });
  await chooseFor("An operator", "Change");
  await dialog.getByLabel("Name").fill("Mine");
  await changeBeside({ name: "Theirs", role: "viewer" });
  await dialog.getByRole("button", { name: "Save" }).click();
  await told.getByText("Theirs", { exact: true }).waitFor();
  expect(await dialog.getByLabel("Name").inputValue()).toBe("Mine");
  expect(await faultsOf(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Take theirs" }).click();
  expect(await dialog.getByLabel("Name").inputValue()).toBe("Theirs");
  expect(await dialog.getByLabel("Viewer").isChecked()).toBe(true);
  await dialog.getByLabel("Name").fill("Mine again");
  await changeBeside({ name: "Theirs again" });
  await dialog.getByRole("button", { name: "Save" }).click();
  await told.getByText("Theirs again").waitFor();
  await dialog.getByRole("button", { name: "Save mine over it" }).click();
  await rowOf("Mine again").waitFor();
  expect(administrator.troubles).toEqual([]);
});

test("[WB10] a token's value is shown once and not left unasked; the token works, is listed, and is removed", async () => {
  await page.goto("/tokens");
  await page.getByText("There are no API tokens.").waitFor();
  await page.getByRole("button", { name: "New token" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Nightly export");
  await dialog.getByText("A date").click();
  await dialog.getByRole("button", { name: "Make the token" }).click();
  await dialog.getByText("Choose a day that is not over.").waitFor();
  await dialog.getByText("30 days").click();
  await dialog.getByRole("button", { name: "Make the token" }).click();
  const value = await dialog.getByLabel("Value of Nightly export").inputValue();
  expect(await faultsOf(page)).toEqual([]);
  const { api } = consoleUnderTest.server;
  expect(await api.as(value).get("/api/v1/me")).toMatchObject({ status: 200, body: { role: "viewer" } });
  await page.keyboard.press("Escape");
  // A browser that lets no page copy.
  await page.evaluate(
    "navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden')); document.execCommand = () => false;",
  );
  await dialog.getByRole("button", { name: "Copy" }).click();
  await dialog.getByText("select the value and copy it by hand").waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  await dialog.getByText("You have not copied it with the button.").waitFor();
  await dialog.getByRole("button", { name: "I have kept it: close" }).click();
  await rowOf("Nightly export").getByText(emailOf("administrator")).waitFor();
  expect(await page.content()).not.toContain(value);
  await askDatabase(consoleUnderTest.server, "update api_token set expires_at = 1");
  await page.reload();
  await rowOf("Nightly export").getByText("Expired").waitFor();
  await page.getByRole("button", { name: "Remove Nightly export" }).click();
  await page.getByRole("button", { name: "Remove the token" }).click();
  await page.getByText("There are no API tokens.").waitFor();
  expect(administrator.troubles).toEqual([]);
});

test("[WB12] the audit log is in words, and shows what its address says", async () => {
  await page.goto("/audit-log");
  await rowOf("API token removed").first().waitFor();
  await page.getByRole("combobox", { name: "Action" }).fill("User creation");
  await page.getByRole("option", { name: "User creation refused" }).click();
  await page.getByText("access.email_taken").waitFor();
  await rowOf("API token removed").first().waitFor({ state: "hidden" });
  expect(new URL(page.url()).search).toBe("?action=user.creation_refused");
  await page.goto("/audit-log?action=user.removal_refused");
  await page.getByRole("button", { name: emailOf("administrator") }).click();
  await page.waitForURL(/principal=/);
  await page.getByText("access.last_administrator").waitFor();
  await page.goto("/audit-log?action=backup.taken");
  await page.getByRole("button", { name: "Show everything" }).click();
  await page.getByText("Signed in").first().waitFor();
  expect(administrator.troubles).toEqual([]);
});

test("[WB14] what Rollcall is, how it is, and whose work it is made of", async () => {
  await page.goto("/about");
  await page.getByText("Rollcall 0.1.0").waitFor();
  await page.getByText("It is ready.").waitFor();
  await page.getByLabel("Find a package or a licence").fill("mantine/core");
  await page.getByRole("row").filter({ hasText: "@mantine/core" }).getByText("MIT").waitFor();
  await page.route("**/readyz", (route) =>
    route.fulfill({
      status: 503,
      contentType: "application/problem+json",
      json: { code: "server.not_ready", status: 503, title: "", type: "", detail: "A sync thread is down." },
    }),
  );
  await page.reload();
  await page.getByText("It is not ready: A sync thread is down.").waitFor();
  await page.unroute("**/readyz");
});

test("[WB13] who is no administrator finds no way to the administration, and by address is told so", async () => {
  const viewer = await consoleUnderTest.enter("viewer", "/users");
  for (const path of ["/users", "/tokens", "/audit-log"]) {
    await viewer.page.goto(path);
    await viewer.page.getByText("This page is for administrators.").waitFor();
    await viewer.page.getByText(`You are signed in as ${emailOf("viewer")}, a viewer.`).waitFor();
  }
  const links = await viewer.page
    .getByRole("navigation", { name: "Pages" })
    .getByRole("link")
    .allInnerTexts();
  expect(links).not.toEqual(expect.arrayContaining([expect.stringMatching(/Users|tokens|Audit/)]));
  expect(links).toContain("About");
  expect(await faultsOf(viewer.page)).toEqual([]);
  expect(viewer.troubles).toEqual([]);
});

test("[WB16] nothing is wrong with these pages for axe-core, in light and in dark", async () => {
  const { api } = consoleUnderTest.server;
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  await api.post("/api/v1/tokens", { name: "M".repeat(200), role: "viewer", expiresAt });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const [path, shown] of [
      ["/users", "New user"],
      ["/tokens", "New token"],
    ] as const) {
      await page.goto(path);
      await page.getByRole("table").waitFor();
      expect([path, await faultsOf(page)]).toEqual([path, []]);
      await page.getByRole("button", { name: shown }).click();
      await page
        .getByRole("dialog")
        .getByRole("button", { name: /^Make the/ })
        .click();
      await page
        .getByRole("dialog")
        .getByText(/^Enter/)
        .first()
        .waitFor();
      expect([shown, await faultsOf(page)]).toEqual([shown, []]);
    }
    for (const [path, shown] of [
      ["/audit-log", "User creation refused"],
      ["/about", "@mantine/core"],
    ] as const) {
      await page.goto(path);
      await page.getByText(shown).first().waitFor();
      expect([path, await faultsOf(page)]).toEqual([path, []]);
    }
  }
});
