// Saved queries in a real browser: whose they are, what may be done to them, and what two people change at once.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type SavedQueryView, savedQueryView } from "../../src/contract/saved-query.ts";
import { type ConsoleUnderTest, emailOf, password, startConsole } from "../support/console.ts";
import type { ServerApi } from "../support/server-api.ts";

const path = "/api/v1/saved-queries";
let consoleUnderTest: ConsoleUnderTest;
let operator: ServerApi;
beforeAll(async () => {
  consoleUnderTest = await startConsole();
  const { api } = consoleUnderTest.server;
  const answer = await api.asNobody().post("/api/v1/session", { email: emailOf("operator"), password });
  const cookies = answer.headers.getSetCookie().map((text) => text.split(";")[0]);
  operator = api.asBrowser(cookies.join("; "));
});
afterAll(() => consoleUnderTest[Symbol.asyncDispose]());

const save = (body: object): Promise<SavedQueryView> =>
  operator.read(savedQueryView, operator.post(path, body));
const change = ({ id }: SavedQueryView, body: object) =>
  operator.ask("PATCH", `${path}/${id}`, body, { headers: { "if-match": "*" } });
const readBack = (id: number): Promise<SavedQueryView> =>
  operator.read(savedQueryView, operator.get(`${path}/${id}`));

test("[WB81] without any, the page says how to come to one; then each says whose it is and what may be done", async () => {
  const { page, troubles } = await consoleUnderTest.enter("viewer", "/saved-queries");
  await page.getByText("Nothing is saved yet").waitFor();
  const long = "L".repeat(100);
  await save({ name: long, text: `name: ${"y".repeat(300)} or name: z`, isShared: true });
  await save({ name: "Stale ones", text: "entra.lastSignIn < now-90d", isShared: true });
  await save({ name: "Not for all", text: "name: a" });
  await page.reload();
  const stale = page.getByRole("article", { name: "Stale ones" });
  await stale.getByText("By An operator").waitFor();
  expect(await page.getByRole("article").count()).toBe(2);
  for (const act of ["Edit", "Share", "Stop sharing", "Remove"])
    expect(await stale.getByRole("button", { name: act }).count()).toBe(0);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate("document.scrollingElement.scrollWidth")).toBe(360);
  await stale.getByRole("link", { name: "Search for Stale ones" }).click();
  await page.getByRole("heading", { name: "Assets", level: 1 }).waitFor();
  expect(new URL(page.url()).searchParams.get("query")).toBe("entra.lastSignIn < now-90d");
  expect(troubles).toEqual([]);
});

test("[WB82] its owner renames it, edits its text, shares it, takes it back and removes it", async () => {
  const mine = await save({ name: "Mine", text: "name: mine" });
  const { page, troubles } = await consoleUnderTest.enter("operator", "/saved-queries");
  await page.getByRole("button", { name: "Edit Mine" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit “Mine”" });
  await dialog.getByLabel("Name").fill("Still mine");
  const editor = dialog.locator("[role=textbox][aria-label=Query]");
  await editor.click();
  await page.keyboard.type(" and nmae: x");
  await page.keyboard.press("Escape");
  await dialog.getByRole("button", { name: "Save" }).click();
  // What is no query is refused, and nothing that was typed is gone.
  await dialog.getByText('There is no token "nmae".').waitFor();
  await dialog.getByRole("button", { name: "Write name", exact: true }).click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(await readBack(mine.id)).toMatchObject({ name: "Still mine", text: "name: mine and name: x" });
  await page.getByRole("button", { name: "Share Still mine" }).click();
  await page.getByRole("button", { name: "Stop sharing Still mine" }).waitFor();
  expect(await readBack(mine.id)).toMatchObject({ isShared: true });
  await page.getByRole("button", { name: "Stop sharing Still mine" }).click();
  await page.getByRole("button", { name: "Share Still mine", exact: true }).waitFor();
  await page.getByRole("button", { name: "Remove Still mine" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await page.getByRole("article", { name: "Still mine" }).waitFor({ state: "detached" });
  expect((await operator.get(`${path}/${mine.id}`)).status).toBe(404);
  expect(troubles).toEqual([]);
});

test("[WB83] what somebody else changed meanwhile is shown, and one's own is saved over it only when asked to", async () => {
  const both = await save({ name: "Of both", text: "name: first", isShared: true });
  const { page, troubles } = await consoleUnderTest.enter("administrator", "/saved-queries");
  const dialog = page.getByRole("dialog", { name: "Edit “Of both”" });
  await page.getByRole("button", { name: "Edit Of both" }).click();
  await dialog.getByLabel("Name").fill("Renamed here");
  await change(both, { text: "name: second" });
  await dialog.getByRole("button", { name: "Save" }).click();
  const told = dialog.getByRole("alert");
  await told.getByText("Somebody else changed it meanwhile").waitFor();
  await told.getByText("name: second").waitFor();
  expect(await dialog.getByLabel("Name").inputValue()).toBe("Renamed here");
  expect(await readBack(both.id)).toMatchObject({ name: "Of both", text: "name: second" });
  await told.getByRole("button", { name: "Take theirs" }).click();
  expect(await dialog.getByLabel("Name").inputValue()).toBe("Of both");
  await dialog.getByLabel("Name").fill("Renamed again");
  await change(both, { text: "name: third" });
  await dialog.getByRole("button", { name: "Save" }).click();
  await told.getByText("name: third").waitFor();
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(await readBack(both.id)).toMatchObject({ name: "Renamed again", text: "name: second" });
  expect(troubles).toEqual([]);
});
