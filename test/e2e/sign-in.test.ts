// Signing in with a password, in a real browser.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConsoleUnderTest, emailOf, password, startConsole } from "../support/console.ts";

let consoleUnderTest: ConsoleUnderTest;
beforeAll(async () => {
  consoleUnderTest = await startConsole();
});
afterAll(() => consoleUnderTest[Symbol.asyncDispose]());

test("[WB1] whoever is not signed in is asked to, and comes to where they wanted to go", async () => {
  const { page, troubles } = await consoleUnderTest.visit("/connections?x=1");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.getByLabel("E-mail address").fill(emailOf("viewer"));
  await page.getByRole("textbox", { name: "Password" }).fill("a wrong password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").getByText("You are not signed in").waitFor();
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Connections" }).waitFor();
  expect(new URL(page.url()).search).toBe("?x=1");
  expect(troubles).toEqual([]);
});
