// A session that ends while somebody is at work, and a password that somebody changes.

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type ConsoleUnderTest,
  emailOf,
  type PersonsPage,
  password,
  startConsole,
} from "../support/console.ts";
import { askDatabase } from "../support/database.ts";
import { faultsOf } from "../support/page-check.ts";

// Ten sign-ins are tried for one e-mail address in a quarter of an hour.
let consoleUnderTest: ConsoleUnderTest;
let administrator: PersonsPage;
beforeAll(async () => {
  consoleUnderTest = await startConsole();
  administrator = await consoleUnderTest.enter("administrator", "/users");
});
afterAll(() => consoleUnderTest[Symbol.asyncDispose]());

const endSessions = () => askDatabase(consoleUnderTest.server, "delete from session");

const form = (page: Page) => page.getByRole("dialog", { name: "New user" });
const signInAgain = (page: Page) => page.getByRole("dialog", { name: "Your session has ended" });

const connectionsRead = (page: Page) =>
  page.waitForResponse((answer) => answer.url().includes("/api/v1/connections") && answer.ok());

async function fillForm(page: Page, email: string): Promise<void> {
  await page.getByRole("button", { name: "New user" }).click();
  await form(page).getByLabel("Name").fill("Grace");
  await form(page).getByLabel("E-mail address").fill(email);
  await form(page).getByLabel("Operator").check();
  await form(page).getByRole("textbox", { name: "Password" }).fill("a password of Grace's");
}

test("[WB6] whoever signs in again goes on where they were, with everything typed still there", async () => {
  const { page, troubles } = administrator;
  await fillForm(page, "grace@contoso.example");
  await endSessions();
  await form(page).getByRole("button", { name: "Make the user" }).click();
  await signInAgain(page).waitFor();
  // Neither is it closed by what closes other dialogs, nor is the form below it.
  await page.keyboard.press("Escape");
  await signInAgain(page)
    .getByText(`as ${emailOf("administrator")}`)
    .waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await signInAgain(page).getByRole("textbox", { name: "Password" }).fill(password);
  await page.keyboard.press("Enter");
  await signInAgain(page).waitFor({ state: "detached" });
  expect(await form(page).getByLabel("Name").inputValue()).toBe("Grace");
  expect(await form(page).getByLabel("Operator").isChecked()).toBe(true);
  await form(page).getByRole("button", { name: "Make the user" }).click();
  await page.getByRole("row").filter({ hasText: "grace@contoso.example" }).getByText("Operator").waitFor();
  expect(troubles).toEqual([]);
});

test("[WB6] whoever has signed in again in another window goes on when they come back", async () => {
  const { page, context, troubles } = await consoleUnderTest.enter("operator", "/about");
  await page.getByText("It is ready.").waitFor();
  await endSessions();
  await page.getByRole("link", { name: "Connections" }).click();
  await signInAgain(page).waitFor();
  const other = await context.newPage();
  await other.goto("/sign-in?to=/about");
  await other.getByLabel("E-mail address").fill(emailOf("operator"));
  await other.getByRole("textbox", { name: "Password" }).fill(password);
  await other.getByRole("button", { name: "Sign in" }).click();
  await other.getByText("It is ready.").waitFor();
  const read = connectionsRead(page);
  await page.bringToFront();
  await page.evaluate("window.dispatchEvent(new Event('focus'))");
  await signInAgain(page).waitFor({ state: "detached" });
  await read;
  expect(troubles).toEqual([]);
});

test("[WB7] where somebody else signs in, the page is loaded anew as theirs", async () => {
  const { page, troubles } = administrator;
  // The session has ended by what went before.
  await fillForm(page, "edsger@contoso.example");
  await form(page).getByRole("button", { name: "Make the user" }).click();
  await signInAgain(page).getByLabel("E-mail address").fill(emailOf("viewer"));
  await signInAgain(page).getByRole("textbox", { name: "Password" }).fill(password);
  await page.keyboard.press("Enter");
  await page.getByText("This page is for administrators.").waitFor();
  expect(await page.getByRole("table").count()).toBe(0);
  expect(await page.getByRole("link", { name: "Audit log" }).count()).toBe(0);
  expect(troubles).toEqual([]);
});

test("[WB7] where somebody else has signed in in another window, this one becomes theirs as well", async () => {
  const { page, context, troubles } = administrator;
  const other = await context.newPage();
  await other.goto("/about");
  await other.getByRole("button", { name: "Account" }).click();
  await other.getByRole("menuitem", { name: "Sign out" }).click();
  await other.getByLabel("E-mail address").fill(emailOf("operator"));
  await other.getByRole("textbox", { name: "Password" }).fill(password);
  await other.getByRole("button", { name: "Sign in" }).click();
  await other.getByRole("heading", { name: "Dashboard" }).waitFor();
  await page.getByText("a viewer.").waitFor();
  await page.bringToFront();
  await page.evaluate("window.dispatchEvent(new Event('visibilitychange'))");
  await page.getByText("an operator.").waitFor();
  expect(troubles).toEqual([]);
});

test("[WB8] somebody changes their own password and goes on, while their other sessions end", async () => {
  const { page, troubles } = await consoleUnderTest.enter("operator", "/about");
  const other = await consoleUnderTest.enter("operator", "/connections");
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Change your password" }).click();
  const dialog = page.getByRole("dialog", { name: "Change your password" });
  const change = dialog.getByRole("button", { name: "Change the password" });
  await dialog.getByRole("textbox", { name: "Password that you have" }).fill("not this one");
  await dialog.getByRole("textbox", { name: "New password", exact: true }).fill("another password of theirs");
  await dialog.getByRole("textbox", { name: "The new password again" }).fill("another password of theirs");
  await change.click();
  await dialog.getByText("This is not the password that you have.").waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await dialog.getByRole("textbox", { name: "Password that you have" }).fill(password);
  await change.click();
  await page.getByText("Your password is changed.").waitFor();
  const read = connectionsRead(page);
  await page.getByRole("link", { name: "Connections" }).click();
  await read;
  await other.page.reload();
  await other.page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(troubles).toEqual([]);
});
