// The table of assets, what is done to many of them at once, and tags, in a real browser.

import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countView, foundAssetView } from "../../src/contract/asset-search.ts";
import { pageOf } from "../../src/contract/page.ts";
import { tagView } from "../../src/contract/tag.ts";
import { type ConsoleUnderTest, startConsole } from "../support/console.ts";
import { checkPage } from "../support/page-check.ts";
import { connect } from "../support/server.ts";

const devices = 3000;

let consoleUnderTest: ConsoleUnderTest;
beforeAll(async () => {
  consoleUnderTest = await startConsole();
  const { server, simulator } = consoleUnderTest;
  const tenant = simulator.createTenant({ devices, seed: 4, namelessShare: 0 });
  const { id } = await connect(server.api, tenant);
  await server.api.run(id, "full_pull");
});
afterAll(() => consoleUnderTest[Symbol.asyncDispose]());

const parametersOf = (values: Readonly<Record<string, string | number>>): string =>
  new URLSearchParams(Object.entries(values).map(([name, value]) => [name, String(value)])).toString();

const api = () => consoleUnderTest.server.api;

async function found(search: Readonly<Record<string, string | number>>) {
  const page = await api().read(
    pageOf(foundAssetView),
    api().get(`/api/v1/assets?${parametersOf({ limit: 20, ...search })}`),
  );
  return page.items;
}

const countOf = async (query: string): Promise<number> =>
  (await api().read(countView, api().get(`/api/v1/assets/count?${parametersOf({ query })}`))).count;

/** From 1, as people count. */
const rowOf = (page: Page, number: number) =>
  page.locator(`[role=row][aria-rowindex="${number + 1}"]:not([aria-busy])`);

async function expectRow(page: Page, number: number, search: Readonly<Record<string, string>> = {}) {
  const [asset] = await found({ ...search, offset: number - 1, limit: 1 });
  await rowOf(page, number)
    .getByRole("link", { name: asset?.name ?? "", exact: true })
    .waitFor();
}

const choose = (page: Page, number: number, isRange = false): Promise<void> =>
  rowOf(page, number)
    .getByRole("checkbox")
    .click({ modifiers: isRange ? ["Shift"] : [] });

const makeTag = (body: object) => api().read(tagView, api().post("/api/v1/tags", body));

test("[WB87] the scrollbar stands for all that is found: its end and its middle have the rows that are there", async () => {
  const { page, troubles } = await consoleUnderTest.enter("viewer", "/assets");
  const total = await countOf("");
  await expectRow(page, 1);
  expect(await page.getByRole("grid", { name: "Assets" }).getAttribute("aria-rowcount")).toBe(
    String(total + 1),
  );
  await page.evaluate("document.querySelector('[role=grid]').scrollTop = 1e9");
  await expectRow(page, total);
  await page.getByText(`to ${total.toLocaleString("en")}`).waitFor();
  await page.evaluate("document.querySelector('[role=grid]').scrollTop = 1500 * 34");
  await expectRow(page, 1505);
  await page.evaluate("document.querySelector('[role=grid]').scrollTop = 0");
  await expectRow(page, 3);
  expect(troubles).toEqual([]);
});

test("[WB88] a heading sorts, and says how", async () => {
  const { page, troubles } = await consoleUnderTest.enter("viewer", "/assets");
  const heading = page.getByRole("columnheader", { name: "Last sign-in" });
  await heading.getByRole("button").click();
  await expectRow(page, 2, { sort: "lastSignInAt" });
  expect(await heading.getAttribute("aria-sort")).toBe("ascending");
  await heading.getByRole("button").click();
  await expectRow(page, 2, { sort: "-lastSignInAt" });
  expect(await heading.getAttribute("aria-sort")).toBe("descending");
  expect(new URL(page.url()).searchParams.get("sort")).toBe("-lastSignInAt");
  expect(await page.getByRole("columnheader", { name: "Tags" }).getAttribute("aria-sort")).toBeNull();
  expect(troubles).toEqual([]);
});

test("[WB89] keys lead through the table, and open an asset", async () => {
  const { page, troubles } = await consoleUnderTest.enter(
    "viewer",
    "/assets?query=operatingSystem%3A+Windows",
  );
  const search = { query: "operatingSystem: Windows" };
  const total = await countOf(search.query);
  await expectRow(page, 1, search);
  await page.getByRole("grid", { name: "Assets" }).focus();
  await page.keyboard.press("End");
  await expectRow(page, total, search);
  await page.keyboard.press("Home");
  await expectRow(page, 1, search);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  const [, second] = await found(search);
  await page.waitForURL(`**/assets/${second?.id}?**`);
  expect(new URL(page.url()).searchParams.get("query")).toBe(search.query);
  expect(troubles).toEqual([]);
});

test("[WB90] columns are chosen and ordered; the address has them, and the browser remembers them", async () => {
  const { page, context, troubles } = await consoleUnderTest.enter("viewer", "/assets");
  const headings = async () =>
    (await page.getByRole("columnheader").allInnerTexts()).map((one) => one.trim());
  await page.getByRole("button", { name: "Columns" }).click();
  // It moves within the list and keeps the focus.
  await page.getByRole("checkbox", { name: "Version" }).press("Space");
  await page.getByRole("checkbox", { name: "Version", checked: false }).waitFor();
  await page.keyboard.press("Space");
  await page.getByRole("checkbox", { name: "Version", checked: true }).press("Space");
  await page.getByRole("checkbox", { name: "Connection" }).press("Space");
  await page.getByRole("button", { name: "Move Join type up" }).press("Enter");
  await page.keyboard.press("Escape");
  const expected = ["Name", "Join type", "Operating system", "Compliant", "Managed", "Severity", "Tags"];
  await page.getByRole("columnheader", { name: "Connection" }).waitFor();
  await page.waitForURL(/columns=name%2CtrustType%2CoperatingSystem/);
  expect((await headings()).slice(0, 7)).toEqual(expected);
  expect((await headings()).at(-1)).toBe("Connection");
  expect(new URL(page.url()).searchParams.get("columns")).toMatch(
    /^name,trustType,operatingSystem,isCompliant/,
  );
  await page.reload();
  await page.getByRole("columnheader", { name: "Connection" }).waitFor();
  expect((await headings()).slice(0, 7)).toEqual(expected);
  const other = await context.newPage();
  await other.goto("/assets");
  await other.getByRole("columnheader", { name: "Connection" }).waitFor();
  await other.goto("/assets?columns=severity,unheard-of,name");
  await other.getByRole("columnheader", { name: "Severity" }).waitFor();
  expect(await other.getByRole("columnheader").allInnerTexts()).toEqual(["Severity", "Name"]);
  expect(troubles).toEqual([]);
});

test("[WB91] a viewer can choose nothing, and changes no tag", async () => {
  await makeTag({ name: "Looked at" });
  const { page, troubles } = await consoleUnderTest.enter("viewer", "/assets");
  await expectRow(page, 1);
  expect(await page.getByRole("grid").getByRole("checkbox").count()).toBe(0);
  expect(await page.getByRole("button", { name: "Export" }).count()).toBe(1);
  await page.goto("/tags");
  await page.getByRole("cell", { name: "Looked at" }).waitFor();
  expect(await page.getByRole("button", { name: "New tag" }).count()).toBe(0);
  expect(await page.getByRole("button", { name: "Remove Looked at" }).count()).toBe(0);
  expect(troubles).toEqual([]);
});

test("[WB93] [WB94] a tag is made and put on the chosen assets, on all that the query finds, and taken off", async () => {
  const search = { query: "operatingSystem: Linux" };
  const total = await countOf(search.query);
  const { page, troubles } = await consoleUnderTest.enter("operator", `/assets?${parametersOf(search)}`);
  await expectRow(page, 1, search);
  await choose(page, 2);
  await choose(page, 5, true);
  await page.getByText("4 assets chosen").waitFor();
  await page.getByRole("button", { name: "Put a tag on" }).click();
  await page.getByRole("textbox", { name: "Put a tag on: find a tag" }).fill("Made here");
  await page.getByRole("option", { name: "Make the tag “Made here”" }).click();
  await page.getByText("“Made here” is put on, 4 assets changed.").waitFor();
  const tagged = await found({ query: "tags.name: `Made here`" });
  const shown = await found(search);
  expect(tagged.map(({ id }) => id)).toEqual(shown.slice(1, 5).map(({ id }) => id));
  await rowOf(page, 2).getByText("Made here").waitFor();

  await page.getByRole("button", { name: `Choose all ${total}` }).click();
  await page.getByText(`All ${total} assets that the query finds chosen`).waitFor();
  await choose(page, 3);
  await page.getByText(`${total - 1} assets chosen`).waitFor();
  await page.getByRole("button", { name: "Take a tag off" }).click();
  await page.getByRole("option", { name: "Made here" }).click();
  await page.getByText("“Made here” is taken off, 3 assets changed.").waitFor();
  expect((await found({ query: "tags.name: `Made here`" })).map(({ id }) => id)).toEqual([shown[2]?.id]);
  expect(troubles).toEqual([]);
});

test("[WB94] a tag that somebody removed meanwhile is told, and the choice stays", async () => {
  const tag = await makeTag({ name: "Short-lived" });
  const { page, troubles } = await consoleUnderTest.enter("operator", "/assets");
  await expectRow(page, 1);
  await choose(page, 1);
  await choose(page, 2);
  await page.getByRole("button", { name: "Put a tag on" }).click();
  await page.getByRole("option", { name: "Short-lived" }).waitFor();
  // The list stays as it was when somebody looked at it.
  await page.route(/\/api\/v1\/tags\?/, (route) => route.abort());
  expect((await api().ask("DELETE", `/api/v1/tags/${tag.id}`)).status).toBe(202);
  await page.getByRole("option", { name: "Short-lived" }).click();
  await page.getByRole("alert").getByText("Somebody has removed the tag meanwhile").waitFor();
  await page.getByText("2 assets chosen").waitFor();
  expect(troubles).toEqual([]);
});

test("[WB98] an export has the columns that the table shows, and a line for each asset that is found", async () => {
  const search = { query: "operatingSystem: Linux", columns: "name,operatingSystem,severity" };
  const { page, troubles } = await consoleUnderTest.enter("viewer", `/assets?${parametersOf(search)}`);
  await page.getByRole("button", { name: "Export" }).click();
  const dialog = page.getByRole("dialog", { name: "Export assets" });
  const total = await countOf(search.query);
  await dialog.getByText(`${total} assets that the query finds`).waitFor();
  const download = async (): Promise<readonly string[]> => {
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      dialog.getByRole("button", { name: "Download" }).click(),
    ]);
    const text = await readFile(await file.path(), "utf8");
    return text.trimEnd().split(/\r?\n/);
  };
  const lines = await download();
  expect(lines[0]?.replace("\ufeff", "")).toBe("name,operatingSystem,severity");
  expect(lines).toHaveLength(total + 1);
  await page.getByRole("button", { name: "Export" }).click();
  await dialog.getByRole("radio", { name: "NDJSON" }).check();
  await dialog.getByRole("radio", { name: /^All/ }).check();
  await dialog.getByRole("combobox", { name: "Attributes besides" }).fill("entraDeviceId");
  const [first] = await download();
  const asset = JSON.parse(first ?? "");
  expect(asset).toMatchObject({ operatingSystem: expect.any(String), lifecycle: "active" });
  expect(Object.keys(asset)).toHaveLength(26);
  expect(troubles).toEqual([]);
});

test("[WB95] [WB97] a tag with a rule says on how many assets it would be, and leads to those that it is on", async () => {
  const { page, troubles } = await consoleUnderTest.enter("operator", "/tags");
  await page.getByRole("button", { name: "New tag" }).click();
  const dialog = page.getByRole("dialog", { name: "New tag" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("`Mobile` devices");
  await dialog.getByRole("combobox", { name: "Criticality" }).click();
  await page.getByRole("option", { name: "4 – High" }).click();
  await dialog.getByRole("radio", { name: "Dynamic" }).check();
  const rule = "operatingSystem.category: [iOS, Android]";
  await dialog.getByRole("textbox", { name: "Rule" }).fill(rule);
  const total = await countOf(rule);
  await dialog.getByText(`${total} active assets`).waitFor();
  await dialog.getByRole("button", { name: "Make the tag" }).click();
  const row = page.getByRole("row", { name: /Mobile/ });
  await row.getByText("4 – High").waitFor();
  await row.getByRole("link", { name: `${total} assets` }).click();
  await page.getByRole("status", { name: "Total" }).getByText(`${total} assets`).waitFor();
  expect(troubles).toEqual([]);
});

test("[WB96] what somebody else did to a tag meanwhile is told, and nothing typed is lost", async () => {
  const tag = await makeTag({ name: "Contested" });
  const { page, troubles } = await consoleUnderTest.enter("operator", "/tags");
  await page.getByRole("button", { name: "Change Contested" }).click();
  const dialog = page.getByRole("dialog", { name: "Change “Contested”" });
  await dialog.getByRole("textbox", { name: "Description" }).fill("Mine");
  const answer = await api().get(`/api/v1/tags/${tag.id}`);
  const headers = { "if-match": answer.headers.get("etag") ?? "" };
  const theirs = await api().ask("PATCH", `/api/v1/tags/${tag.id}`, { description: "Theirs" }, { headers });
  expect(theirs.status).toBe(200);
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByRole("alert").getByText("Somebody else changed the tag meanwhile").waitFor();
  await dialog.getByRole("table").getByText("Theirs").last().waitFor();
  await dialog.getByRole("button", { name: "Save mine over it" }).click();
  await page
    .getByRole("row", { name: /Contested/ })
    .getByText("Mine")
    .waitFor();

  await page.getByRole("button", { name: "Change Contested" }).click();
  await dialog.getByRole("textbox", { name: "Description" }).fill("Typed");
  await api().ask("DELETE", `/api/v1/tags/${tag.id}`);
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("Somebody has removed the tag meanwhile").waitFor();
  await dialog.getByRole("button", { name: "Make it anew" }).click();
  await page
    .getByRole("row", { name: /Contested/ })
    .getByText("Typed")
    .waitFor();
  expect(troubles).toEqual([]);
});

test("[WB96] a tag that is named elsewhere is not removed, and why is told", async () => {
  await makeTag({ name: "Named" });
  await makeTag({ name: "Naming", rule: "tags.name: Named" });
  const { page, troubles } = await consoleUnderTest.enter("operator", "/tags");
  await page.getByRole("button", { name: "Remove Named" }).click();
  await page.getByRole("button", { name: "Remove the tag" }).click();
  await page.getByRole("alert").getByText("the rules of the tags").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Remove Naming" }).click();
  await page.getByRole("button", { name: "Remove the tag" }).click();
  await page.getByText("“Naming” is removed.").waitFor();
  await page.getByRole("button", { name: "Remove Naming" }).waitFor({ state: "detached" });
  expect(troubles).toEqual([]);
});

test("[WB92] the table, what is chosen in it and the form of a tag are clear to everybody, on narrow screens as well", async () => {
  const long = "n".repeat(100);
  await makeTag({ name: long, rule: `name: ${long}`, description: "d".repeat(160) });
  const { page, troubles } = await consoleUnderTest.enter("operator", "/assets");
  await expectRow(page, 1);
  await choose(page, 1);
  await page.getByText("1 asset chosen").waitFor();
  await checkPage(page);
  await page.goto("/tags");
  await page.getByRole("row", { name: new RegExp(long) }).waitFor();
  await checkPage(page);
  await page.getByRole("button", { name: `Change ${long}` }).click();
  await page.getByRole("dialog").getByText("The tag would be on").waitFor();
  await checkPage(page);
  expect(troubles).toEqual([]);
});
