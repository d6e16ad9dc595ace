// One asset and the history, in a real browser.

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tenant } from "../../simulator/tenant.ts";
import type { ConnectionView } from "../../src/contract/connection.ts";
import { tagView } from "../../src/contract/tag.ts";
import { type ConsoleUnderTest, type PersonsPage, startConsole } from "../support/console.ts";
import { connect } from "../support/server.ts";

let consoleUnderTest: ConsoleUnderTest;
let tenant: Tenant;
let connection: ConnectionView;
let operator: PersonsPage;
let viewer: PersonsPage;

const devices = ["alpha", "bravo", "charlie", "delta"] as const;
const objectIds = new Map<string, string>();
const longName = "n".repeat(200);

const objectId = (name: string): string => objectIds.get(name) ?? "";

/** The asset of a device of ours. */
async function assetOf(name: string): Promise<number> {
  const query = `asset.externalId: ${objectId(name)} and lifecycle.state: [active, retired]`;
  const answer = await consoleUnderTest.server.api.get(`/api/v1/assets?${new URLSearchParams({ query })}`);
  const { items } = answer.body as { items: readonly { id: number }[] };
  return items[0]?.id ?? 0;
}

beforeAll(async () => {
  consoleUnderTest = await startConsole();
  const { server, simulator } = consoleUnderTest;
  tenant = simulator.createTenant({ devices: 0, seed: 5 });
  for (const [index, displayName] of [...devices, longName].entries())
    objectIds.set(
      displayName,
      tenant.directory.create({
        displayName,
        operatingSystem: index === 3 ? "iOS" : "Windows",
        operatingSystemVersion: "10.0.19045.1",
        isCompliant: index === 0 ? null : true,
        isManaged: false,
        model: "Latitude 5520",
        trustType: "AzureAd",
      }),
    );
  connection = await connect(server.api, tenant, { name: "Contoso" });
  await server.api.run(connection.id, "full_pull");
  for (const name of ["Lab", "VIP"])
    await server.api.read(tagView, server.api.post("/api/v1/tags", { name, criticality: 4 }));
  operator = await consoleUnderTest.enter("operator", "/about");
  viewer = await consoleUnderTest.enter("viewer", "/about", { viewport: { width: 360, height: 800 } });
});
afterAll(async () => {
  expect([...operator.troubles, ...viewer.troubles]).toEqual([]);
  await consoleUnderTest[Symbol.asyncDispose]();
});

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name, exact: true });

async function show(page: Page, name: string, search = ""): Promise<number> {
  const id = await assetOf(name);
  await page.goto(`/assets/${id}${search}`);
  await heading(page, name).waitFor();
  return id;
}

test("[WB105] an asset shows its mapped fields with what feeds each; null and false are two things", async () => {
  const { page } = operator;
  await show(page, "alpha");
  const attributes = page.getByRole("table", { name: "Untyped attributes" });
  await attributes.getByRole("row", { name: "Compliant from isCompliant null" }).waitFor();
  await attributes.getByRole("row", { name: "Managed from isManaged false" }).waitFor();
  const source = page.getByRole("table", { name: "Sources" }).getByRole("row", { name: "Contoso" });
  await source.getByText("Microsoft Entra ID").waitFor();
  await page.getByRole("tab", { name: "JSON" }).click();
  await page.getByText('"assetHeader"').waitFor();
  await page.getByRole("button", { name: "Copy JSON" }).waitFor();
});

test("[WB106] every property of the device is there, to be searched", async () => {
  const { page } = operator;
  await show(page, "alpha", "?tab=properties");
  const properties = page.getByRole("table", { name: "All properties" });
  await properties.getByRole("row", { name: "trustType AzureAd" }).waitFor();
  await page.getByLabel("Search properties").fill("latitude");
  await page.getByText(/^1 of \d+ properties$/).waitFor();
  await properties.getByRole("row", { name: "model Latitude 5520" }).waitFor();
  await page.getByLabel("Search properties").fill("no such thing");
  await page.getByText("No property has this").waitFor();
});

test("[WB108] what a run changes is in the history as it happens, with the run, and by field", async () => {
  const { page } = operator;
  await show(page, "alpha", "?tab=history");
  await page.getByText("Created", { exact: true }).waitFor();
  tenant.directory.set(objectId("alpha"), {
    operatingSystemVersion: "10.0.22631.1",
    isCompliant: true,
    model: null,
  });
  const run = await consoleUnderTest.server.api.run(connection.id);
  await page.getByText("Changed 3 fields").waitFor();
  await page.getByRole("deletion").filter({ hasText: "19045" }).waitFor();
  await page.getByRole("insertion").filter({ hasText: "22631" }).waitFor();
  const link = page.getByRole("link", { name: `run ${run.id}` });
  expect(await link.getAttribute("href")).toBe(`/runs/${run.id}`);
  await page.getByRole("combobox", { name: "Field" }).fill("model");
  await page.keyboard.press("Enter");
  await page.getByText("Changed 1 field", { exact: true }).waitFor();
  await page.getByRole("combobox", { name: "Field" }).fill("isManaged");
  await page.keyboard.press("Enter");
  await page.getByText("isManaged has not changed.").waitFor();
});

test("[WB113] previous and next are those of the search, by links and by keys, and lead back to it", async () => {
  const { page } = operator;
  const search = `?${new URLSearchParams({ query: "operatingSystem: Windows", sort: "-name" })}`;
  await show(page, "bravo", search);
  await page.getByRole("link", { name: "Next asset: alpha" }).waitFor();
  await page.keyboard.press("k");
  await heading(page, "charlie").waitFor();
  await page.getByRole("link", { name: "Next asset: bravo" }).waitFor();
  await page.keyboard.press("]");
  await heading(page, "bravo").waitFor();
  await page.getByRole("link", { name: "Next asset: alpha" }).click();
  await heading(page, "alpha").waitFor();
  await page.getByRole("button", { name: "No next asset in this search" }).waitFor();
  expect(new URL(page.url()).search).toBe(search);
  const back = page.getByRole("navigation", { name: "Pages above this one" }).getByRole("link");
  expect(await back.getAttribute("href")).toBe(`/assets${search}`);
});

test("[WB109] an operator puts a tag on and takes it off, and it is so when the server says so; a viewer cannot", async () => {
  const { page } = operator;
  const id = await show(page, "bravo");
  const tags = page.getByRole("region", { name: "Tags" });
  await tags.getByText("No tags").waitFor();
  await tags.getByRole("button", { name: "Put on a tag" }).click();
  await page.getByRole("menuitem", { name: "Lab" }).click();
  await tags.getByRole("button", { name: "Take off Lab" }).waitFor();
  await page.getByText("The highest of its tags").waitFor();
  await viewer.page.goto(`/assets/${id}`);
  const seen = viewer.page.getByRole("region", { name: "Tags" });
  await seen.getByText("Lab").waitFor();
  expect(await seen.getByRole("button").count()).toBe(0);
  await tags.getByRole("button", { name: "Take off Lab" }).click();
  await tags.getByText("No tags").waitFor();
  await seen.getByText("No tags").waitFor();
});

test("[WB115] a retired asset says why and since when, and that it came back", async () => {
  const { page } = operator;
  const { api } = consoleUnderTest.server;
  await show(page, "delta");
  tenant.directory.removeSoft(objectId("delta"));
  await api.run(connection.id);
  await page.getByText("Retired: the source removed it, and can still restore it").waitFor();
  tenant.directory.restore(objectId("delta"));
  await api.run(connection.id);
  await page.getByText("Active", { exact: true }).waitFor();
  await page.getByRole("tab", { name: "History" }).click();
  await page.getByText("Restored", { exact: true }).waitFor();
  await page.getByText("Retired: the source removed it, and can still restore it").waitFor();
});

test("[WB114] an asset that is gone, and an address that is none, are told plainly", async () => {
  const { page } = operator;
  for (const id of ["999999", "first"]) {
    await page.goto(`/assets/${id}`);
    await page.getByText("There is no such asset.").waitFor();
  }
  await page.getByRole("main").getByRole("link", { name: "Search the assets" }).click();
  await heading(page, "Assets").waitFor();
});

test("[WB118] the history tells what became of all assets, and leads to each and to its run", async () => {
  const { page } = operator;
  await page.goto("/history");
  const entry = page.getByRole("listitem").filter({ hasText: "Changed 3 fields" });
  await entry.getByRole("link", { name: "alpha" }).click();
  await heading(page, "alpha").waitFor();
  await page.goBack();
  await page.getByRole("link", { name: "Run 1", exact: true }).waitFor();
  expect(await page.getByRole("listitem").filter({ hasText: "Created" }).count()).toBe(5);
});

test("[WB119] the history's filters are in its address, and each narrows it", async () => {
  const { page } = operator;
  await page.goto("/history");
  await page.getByRole("combobox", { name: "What happened" }).click();
  await page.getByRole("option", { name: "Retired" }).click();
  await page.waitForURL("**/history?kind=retired");
  const entries = page.getByRole("main").getByRole("listitem");
  await entries.filter({ hasText: "Created" }).first().waitFor({ state: "hidden" });
  await entries.filter({ hasText: "delta" }).waitFor();
  expect(await entries.count()).toBe(1);
  await page.goto(`/history?field=model&connection=${connection.id}`);
  await entries.filter({ hasText: "alpha" }).waitFor();
  expect(await entries.count()).toBe(1);
  await page.getByLabel("To day").fill("2020-01-01");
  await page.getByText("Nothing of this kind has happened.").waitFor();
  expect(new URL(page.url()).searchParams.get("until")).toBe("2020-01-01");
  await page.getByRole("main").getByRole("button", { name: "Clear all filters" }).last().click();
  await entries.filter({ hasText: "Restored" }).waitFor();
  expect(new URL(page.url()).search).toBe("");
});

test("[WB124] an asset with a very long name and the history fit a narrow screen", async () => {
  const { page } = viewer;
  const isTooWide = () =>
    page.evaluate<boolean>("document.documentElement.scrollWidth > document.documentElement.clientWidth");
  for (const tab of ["overview", "properties", "history", "json"]) {
    await show(page, longName, `?tab=${tab}`);
    await page.getByRole("tabpanel").waitFor();
    expect({ tab, isTooWide: await isTooWide() }).toEqual({ tab, isTooWide: false });
  }
  await page.goto("/history");
  await page.getByRole("link", { name: longName }).waitFor();
  expect(await isTooWide()).toBe(false);
});
