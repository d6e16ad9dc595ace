// Searching the inventory in a real browser: the query bar, facets, saved and recent queries, and the address.

import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { countView, facetsView } from "../../src/contract/asset-search.ts";
import { type ConsoleUnderTest, type PersonsPage, startConsole } from "../support/console.ts";
import { connect } from "../support/server.ts";

let consoleUnderTest: ConsoleUnderTest;
beforeAll(async () => {
  consoleUnderTest = await startConsole();
  const { server, simulator } = consoleUnderTest;
  const tenant = simulator.createTenant({ devices: 300, seed: 7, namelessShare: 0 });
  const { id } = await connect(server.api, tenant);
  await server.api.run(id, "full_pull");
});
afterAll(() => consoleUnderTest[Symbol.asyncDispose]());

const opened: PersonsPage[] = [];
afterEach(async () => {
  for (const { context } of opened.splice(0)) await context.close();
});

async function enter(...asked: Parameters<ConsoleUnderTest["enter"]>): Promise<PersonsPage> {
  const entered = await consoleUnderTest.enter(...asked);
  opened.push(entered);
  return entered;
}

const assetsAddress = (query: string): string => `/assets?${new URLSearchParams({ query })}`;
const queryOf = (page: Page): string => new URL(page.url()).searchParams.get("query") ?? "";
/** The editor itself, which comes when somebody is about to write. */
const editorOf = (page: Page) => page.locator("[role=textbox][aria-label=Query]");

async function countOf(query: string): Promise<number> {
  const { api } = consoleUnderTest.server;
  return (await api.read(countView, api.get(`/api/v1/assets/count?${new URLSearchParams({ query })}`))).count;
}

const wordsOf = (count: number): string => (count === 1 ? "1 asset" : `${count} assets`);

async function seesTotal(page: Page, query: string): Promise<void> {
  const words = wordsOf(await countOf(query));
  await page.getByRole("status", { name: "Total" }).getByText(words, { exact: true }).waitFor();
}

async function bringEditor(page: Page): Promise<void> {
  await page.getByRole("textbox", { name: "Query", exact: true }).hover();
  await editorOf(page).waitFor();
}

/** On the assets page, with the editor there. */
async function enterAssets(role: "viewer" | "operator", address = "/assets"): Promise<PersonsPage> {
  const entered = await enter(role, address);
  await bringEditor(entered.page);
  return entered;
}

test("[WB70] a token and a value are written with the keyboard alone, and counts stand beside values", async () => {
  const { page, troubles } = await enterAssets("viewer");
  await page.keyboard.press("/");
  await page.keyboard.type("entra.trustT");
  await page.getByRole("option", { name: /entra\.trustType/ }).waitFor();
  await page.keyboard.press("Tab");
  const count = await countOf("entra.trustType: `AzureAd`");
  await page.getByRole("option", { name: new RegExp(`AzureAd.*${wordsOf(count)}`) }).waitFor();
  await page.keyboard.type("Azu");
  // What does not begin so is gone: the list is that of what is typed by now.
  await page.getByRole("option", { name: /^Workplace/ }).waitFor({ state: "detached" });
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  expect(await editorOf(page).textContent()).toBe("entra.trustType: `AzureAd`");
  expect(queryOf(page)).toBe("");
  await page.keyboard.press("Enter");
  await seesTotal(page, "entra.trustType: `AzureAd`");
  expect(queryOf(page)).toBe("entra.trustType: `AzureAd`");
  // Escape leaves the bar, and only then is a slash the way to it.
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await page.keyboard.type(" x");
  expect(await editorOf(page).textContent()).toBe("entra.trustType: `AzureAd` x");
  expect(troubles).toEqual([]);
});

test("[WB71] a mistake is underlined where it is and told, and a suggestion is put in by one key", async () => {
  const { page, troubles } = await enterAssets("viewer");
  await page.keyboard.press("/");
  await page.keyboard.type("nmae: lab and risk.severity: 3");
  await page.getByText('There is no token "nmae".').waitFor();
  const marked = page.locator(".cm-lintRange-error");
  await marked.waitFor();
  expect(await marked.textContent()).toBe("nmae");
  expect(await editorOf(page).getAttribute("aria-invalid")).toBe("true");
  // What is wrong is not searched for.
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  expect(queryOf(page)).toBe("");
  await page.getByRole("button", { name: "Write name", exact: true }).press("Enter");
  await page.getByText('There is no token "nmae".').waitFor({ state: "detached" });
  expect(await editorOf(page).textContent()).toBe("name: lab and risk.severity: 3");
  await marked.waitFor({ state: "detached" });
  // It can be taken back.
  await page.keyboard.press("Control+z");
  expect(await editorOf(page).textContent()).toBe("nmae: lab and risk.severity: 3");
  expect(troubles).toEqual([]);
});

test("[WB72] a query is one line: what is pasted with line breaks has spaces there", async () => {
  const { page, context, troubles } = await enterAssets("viewer");
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate('navigator.clipboard.writeText("name: lab\\nor\\r\\nname: x")');
  await page.keyboard.press("/");
  await page.keyboard.press("Control+v");
  await editorOf(page).getByText("name: lab or name: x").waitFor();
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("y");
  expect(await editorOf(page).textContent()).toBe("name: lab or name: x y");
  expect(troubles).toEqual([]);
});

test("[WB73] a query that cannot be read is told with its place, also where a link brings it", async () => {
  const { page, troubles } = await enterAssets("viewer", assetsAddress("name: lab or (risk.severity: high"));
  await page.getByRole("alert").getByText("This query cannot be read").waitFor();
  await page.getByText("This takes a whole number from 1 to 5.").waitFor();
  await page.locator(".cm-lintRange-error").getByText("high").waitFor();
  await page.getByRole("button", { name: "Show all assets" }).click();
  await seesTotal(page, "");
  await page.goBack();
  await page.getByRole("alert").getByText("This query cannot be read").waitFor();
  expect(troubles).toEqual([]);
});

test("[WB74] what a search is stands in its address: it is the same when loaded again, and Back leads back", async () => {
  const first = "operatingSystem.category: `Windows`";
  const address = `${assetsAddress(first)}&sort=-name&columns=name,trustType`;
  const { page, troubles } = await enterAssets("viewer", address);
  await seesTotal(page, first);
  await page.reload();
  await seesTotal(page, first);
  await editorOf(page).getByText("Windows").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type(" and entra.isManaged: true");
  await page.keyboard.press("Enter");
  const second = `${first} and entra.isManaged: true`;
  await seesTotal(page, second);
  const { searchParams } = new URL(page.url());
  expect(Object.fromEntries(searchParams)).toEqual({
    query: second,
    sort: "-name",
    columns: "name,trustType",
  });
  await page.goBack();
  await seesTotal(page, first);
  expect(await editorOf(page).textContent()).toBe(first);
  await page.goForward();
  await seesTotal(page, second);
  expect(await editorOf(page).textContent()).toBe(second);
  expect(troubles).toEqual([]);
});

test("[WB75] a facet's value narrows the search, is taken off again, is excluded, or is all that is left", async () => {
  const { page, troubles } = await enterAssets(
    "viewer",
    assetsAddress("entra.isManaged: true or entra.isManaged: false"),
  );
  const { api } = consoleUnderTest.server;
  const before = queryOf(page);
  const facets = await api.read(
    facetsView,
    api.get(`/api/v1/assets/facets?${new URLSearchParams({ query: before })}`),
  );
  const joined = facets.facets
    .find(({ name }) => name === "trustType")
    ?.values.find(({ label }) => label === "AzureAd");
  const value = page.getByRole("button", {
    name: `Join type Entra joined ${joined?.count} assets`,
    exact: true,
  });
  await value.click();
  const narrowed = `(${before}) and ${joined?.query}`;
  await seesTotal(page, narrowed);
  expect(queryOf(page)).toBe(narrowed);
  expect(await countOf(narrowed)).toBe(joined?.count);
  expect(await value.getAttribute("aria-pressed")).toBe("true");
  await value.click();
  await seesTotal(page, before);
  expect(queryOf(page)).toBe(before);
  await page.getByRole("button", { name: "Exclude Join type Entra joined" }).press("Enter");
  const without = `(${before}) and not ${joined?.query}`;
  await seesTotal(page, without);
  expect(queryOf(page)).toBe(without);
  await page.getByRole("button", { name: `Take off not ${joined?.query}` }).click();
  await seesTotal(page, before);
  await page.getByRole("button", { name: "Only Join type Entra joined" }).press("Enter");
  await seesTotal(page, joined?.query ?? "");
  expect(queryOf(page)).toBe(joined?.query);
  expect(troubles).toEqual([]);
});

test("[WB76] the number, the facets and the rows come each by itself, and the former stay until then", async () => {
  const { page, troubles } = await enterAssets("viewer");
  await seesTotal(page, "");
  const held = Promise.withResolvers<void>();
  await page.route("**/api/v1/assets/facets?**", async (route) => {
    await held.promise;
    await route.continue();
  });
  await page.keyboard.press("/");
  await page.keyboard.type("entra.isManaged: true");
  await page.keyboard.press("Enter");
  await seesTotal(page, "entra.isManaged: true");
  // The facets of the search before, told to be so.
  const old = page.getByRole("complementary").locator("[aria-busy=true]");
  await old.waitFor();
  const total = await countOf("entra.isManaged: true");
  const managed = page.getByRole("button", { name: new RegExp(`^Managed Yes ?${total} assets$`) });
  held.resolve();
  await managed.waitFor();
  await page.getByRole("complementary").locator("[aria-busy=false]").waitFor();
  expect(await managed.getAttribute("aria-pressed")).toBe("true");
  await page.unroute("**/api/v1/assets/facets?**");
  // A failure of one is told in its place, and nothing else is gone.
  await page.route("**/api/v1/assets/facets?**", (route) => route.abort());
  await page.keyboard.type(" and name: a");
  await page.keyboard.press("Enter");
  await seesTotal(page, "entra.isManaged: true and name: a");
  await page.getByRole("complementary").getByText("The facets cannot be shown").waitFor();
  expect(troubles).toEqual([]);
});

test("[WB77] what finds nothing says what to do, and retired assets are one step away", async () => {
  const { page, troubles } = await enterAssets("viewer", assetsAddress("name: lab and zzzzzz"));
  await page.getByText("No asset is found").waitFor();
  await page.getByRole("button", { name: "Take off the last condition" }).click();
  await seesTotal(page, "name: lab");
  await page.getByRole("button", { name: "Show retired assets" }).click();
  await page.getByText("No asset is found").waitFor();
  expect(queryOf(page)).toBe("name: lab and lifecycle.state: retired");
  await page.getByRole("button", { name: "Show all assets" }).click();
  await seesTotal(page, "");
  expect(queryOf(page)).toBe("");
  expect(troubles).toEqual([]);
});

test("[WB78] a query is saved under a name, opened again, and among the last ones that were asked", async () => {
  const text = "entra.isCompliant: false and name: a";
  const { page, troubles } = await enterAssets("viewer", assetsAddress(text));
  await seesTotal(page, text);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Save this query" });
  // To share takes an operator.
  await dialog.getByLabel("Name").fill("Not right");
  expect(await dialog.getByRole("switch").count()).toBe(0);
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await dialog.getByLabel("Name").fill("not RIGHT");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog
    .getByText(/already|has this name|taken|another/i)
    .first()
    .waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await page.goto("/assets");
  await page.getByRole("button", { name: "Saved", exact: true }).click();
  await page.getByRole("menuitem", { name: "Not right" }).click();
  await seesTotal(page, text);
  expect(queryOf(page)).toBe(text);
  await page.getByRole("button", { name: "Recent", exact: true }).click();
  await page.getByRole("menuitem", { name: text }).waitFor();
  await page.getByRole("menuitem", { name: "Forget them" }).click();
  await page.getByText("Your recent queries are forgotten.").waitFor();
  await page.getByRole("button", { name: "Recent", exact: true }).click();
  await page.getByText("Your last 20 searches will be here.").waitFor();
  expect(troubles).toEqual([]);
});

test("[WB79] the slash leads to the bar from everywhere, and an example of the help is searched for", async () => {
  const { page, troubles } = await enter("operator", "/saved-queries");
  await page.getByRole("heading", { name: "Saved queries", level: 1 }).waitFor();
  await page.keyboard.press("/");
  await page.getByRole("heading", { name: "Assets", level: 1 }).waitFor();
  await bringEditor(page);
  await page.keyboard.type("lab");
  await page.keyboard.press("Enter");
  await seesTotal(page, "lab");
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Query help" }).click();
  await page.getByRole("button", { name: /risk\.severity >= 4/ }).click();
  await seesTotal(page, "risk.severity >= 4");
  expect(await editorOf(page).textContent()).toBe("risk.severity >= 4");
  expect(troubles).toEqual([]);
});

test("[WB80] on a narrow screen facets are in a drawer, and nothing is wider than the screen", async () => {
  const long = `name: ${"x".repeat(200)} or entra.trustType: AzureAd or operatingSystem.category: [Windows, macOS, iOS]`;
  const { page, troubles } = await enter("operator", assetsAddress(long), {
    viewport: { width: 360, height: 740 },
  });
  await seesTotal(page, long);
  await bringEditor(page);
  const width = "document.scrollingElement.scrollWidth";
  expect(await page.evaluate(width)).toBe(360);
  await page.getByRole("button", { name: "Narrow down" }).click();
  const drawer = page.getByRole("dialog", { name: "Narrow down" });
  await drawer.getByRole("button", { name: /^Platform Windows ?\d/ }).click();
  await seesTotal(page, `(${long}) and operatingSystem.category: \`Windows\``);
  expect(await page.evaluate(width)).toBe(360);
  expect(troubles).toEqual([]);
});
