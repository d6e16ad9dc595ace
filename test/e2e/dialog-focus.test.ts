// Where the keyboard is after a dialog, in a real browser.

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tagView } from "../../src/contract/tag.ts";
import { type ConsoleUnderTest, startConsole } from "../support/console.ts";

let consoleUnderTest: ConsoleUnderTest;

beforeAll(async () => {
  consoleUnderTest = await startConsole();
  const { api } = consoleUnderTest.server;
  await api.read(tagView, api.post("/api/v1/tags", { name: "Payment", colour: "#c92a2a", criticality: 5 }));
  const saved = { name: "Old", text: "entra.lastSignIn < now-90d", isShared: true };
  expect((await api.post("/api/v1/saved-queries", saved)).status).toBe(201);
});
afterAll(() => consoleUnderTest[Symbol.asyncDispose]());

const focused = (page: Page): Promise<string> =>
  page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent");

test.each([
  ["/tags", "New tag"],
  ["/tags", "Change Payment"],
  ["/tags", "Remove Payment"],
  ["/saved-queries", "Edit Old"],
  ["/saved-queries", "Remove Old"],
  ["/users", "New user"],
])("[WB174] at %s a dialog gives the keyboard back to “%s”", async (path, name) => {
  const { page, context, troubles } = await consoleUnderTest.enter("administrator", path);
  await page.getByRole("button", { name, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(await focused(page)).toBe(name);
  expect(troubles).toEqual([]);
  await context.close();
});

test("[WB174] a dialog that an item of a menu opened gives the keyboard back to the menu's button", async () => {
  const { page, context } = await consoleUnderTest.enter("administrator", "/users");
  await page.getByRole("button", { name: "What to do with An viewer" }).press("Enter");
  await page.getByRole("menuitem", { name: "Change" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(await focused(page)).toBe("What to do with An viewer");
  await context.close();
});
