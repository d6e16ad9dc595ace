// The story of the whole product as one person lives it: from the printed link to a change that a run brought.

import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tenant } from "../../simulator/tenant.ts";
import { foundAssetView } from "../../src/contract/asset-search.ts";
import { pageOf } from "../../src/contract/page.ts";
import { type ConsoleUnderTest, type PersonsPage, startConsole } from "../support/console.ts";
import { cloudName } from "../support/server.ts";

const password = "a password of hers";
const firstDevices = 400;

let consoleUnderTest: ConsoleUnderTest;
let tenant: Tenant;
let ada: PersonsPage;
beforeAll(async () => {
  consoleUnderTest = await startConsole({ hasUsers: false });
  tenant = consoleUnderTest.simulator.createTenant({ devices: firstDevices, seed: 5, namelessShare: 0 });
  const link = new URL(consoleUnderTest.server.firstLink ?? "");
  ada = await consoleUnderTest.visit(link.pathname + link.hash);
});
afterAll(() => consoleUnderTest[Symbol.asyncDispose]());

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole("heading", { level: 1, name, exact: true }).waitFor();

async function goTo(page: Page, name: string): Promise<void> {
  const pages = page.getByRole("navigation", { name: "Pages", exact: true });
  await pages.getByRole("link", { name, exact: true }).click();
  await heading(page, name);
}

async function search(page: Page, query: string): Promise<void> {
  await page.keyboard.press("/");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(query);
  await page.keyboard.press("Escape");
  await button(page, "Search").click();
}

async function firstOf(query: string): Promise<string> {
  const { api } = consoleUnderTest.server;
  const answer = api.get(`/api/v1/assets?limit=1&query=${encodeURIComponent(query)}`);
  const [first] = (await api.read(pageOf(foundAssetView), answer)).items;
  return first?.name ?? "";
}

test("[WB139] the printed link makes the first administrator, who is led to connecting a tenant", async () => {
  const { page } = ada;
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByLabel("E-mail address").fill("ada@contoso.example");
  await page.getByRole("textbox", { name: "Password", exact: true }).fill(password);
  await page.getByRole("textbox", { name: "The same password again" }).fill(password);
  await button(page, "Make the first administrator").click();
  await heading(page, "Dashboard");
  await page.getByRole("link", { name: "Connect a tenant" }).click();
  await heading(page, "New connection");
});

test("[WB139] a tenant is connected: a test that fails, one that passes, a schedule, and the connection is there", async () => {
  const { page } = ada;
  await button(page, "Next: profile and connection").click();
  await page.getByRole("textbox", { name: "Name" }).fill("Contoso");
  await page.getByRole("combobox", { name: "Cloud" }).click();
  await page.getByRole("option", { name: cloudName }).click();
  await page.getByLabel("Directory (tenant) ID").fill(tenant.tenantId);
  await page.getByLabel("Application (client) ID").fill(tenant.clientId);
  const secret = page.getByRole("textbox", { name: "Client secret" });
  await secret.fill("not the secret");
  await button(page, "Test connection").click();
  await page.getByText("The test failed.").waitFor();
  await button(page, "Close").last().click();
  await secret.fill(tenant.clientSecret);
  await button(page, "Test connection").click();
  await page.getByText("All five checks passed.").waitFor();
  await button(page, "Done").click();
  await button(page, "Next: scope and schedule").click();
  await button(page, "Create connection").click();
  await heading(page, "Contoso");
});

test("[WB139] the full pull is watched until every device is in the inventory", async () => {
  const { page } = ada;
  await button(page, "Run now").click();
  await page.getByText("Processed", { exact: true }).waitFor();
  await page.getByText("Every device is accounted for").waitFor();
  await page.getByRole("link", { name: `${firstDevices} active assets` }).click();
  await heading(page, "Assets");
});

test("[WB139] a query is written with what is offered, and an asset that it finds is looked at and tagged", async () => {
  const { page } = ada;
  await goTo(page, "Tags");
  await button(page, "New tag").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("Looked at");
  await dialog.getByRole("button", { name: /^(Make|Create|Save)/ }).click();
  await page.getByText("Looked at").first().waitFor();
  await goTo(page, "Assets");
  await page.keyboard.press("/");
  await page.keyboard.type("entra.isCompl");
  await page.getByRole("option", { name: /entra\.isCompliant/ }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.type("false");
  await page.keyboard.press("Escape");
  await button(page, "Search").click();
  const name = await firstOf("entra.isCompliant: false");
  await page.getByRole("grid", { name: "Assets" }).getByRole("link", { name, exact: true }).click();
  await heading(page, name);
  await button(page, "Put on a tag").click();
  await page.getByRole("menuitem", { name: "Looked at" }).click();
  await page.getByRole("button", { name: "Take off Looked at" }).waitFor();
});

test("[WB139] what carries the tag is found and exported", async () => {
  const { page } = ada;
  await goTo(page, "Assets");
  await search(page, 'tag.name: "Looked at"');
  await page.getByText("1 asset", { exact: true }).first().waitFor();
  await button(page, "Export").click();
  const dialog = page.getByRole("dialog", { name: "Export assets" });
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: "Download" }).click(),
  ]);
  const lines = (await readFile(await file.path(), "utf8")).trimEnd().split(/\r?\n/);
  expect(lines).toHaveLength(2);
});

test("[WB139] what changes in the tenant is brought by a delta pull, and stands in the asset's history", async () => {
  const { page } = ada;
  const link = page.getByRole("grid", { name: "Assets" }).getByRole("row").nth(1).getByRole("link");
  await link.click();
  await page.getByRole("button", { name: "Take off Looked at" }).waitFor();
  await page.getByRole("tab", { name: "History" }).click();
  await page.getByText("Created", { exact: true }).waitFor();
  const id = Number(/\/assets\/(\d+)/.exec(page.url())?.[1]);
  const shown = await consoleUnderTest.server.api.get(`/api/v1/assets/${id}`);
  const { externalId } = shown.body as { externalId: string };
  tenant.directory.set(externalId, { isCompliant: true });
  tenant.directory.create({ displayName: "Newcomer" });
  await consoleUnderTest.server.api.run(1);
  // It comes without loading the page again.
  await page.getByText("Changed 1 field", { exact: true }).waitFor();
  await page.getByText("isCompliant", { exact: true }).first().waitFor();
  await page.getByRole("link", { name: "run 2" }).waitFor();
  await goTo(page, "History");
  await page.getByRole("link", { name: "Newcomer" }).waitFor();
});

test("[WB139] all of it is there on a narrow screen, and for whoever signs in again", async () => {
  const { page } = await consoleUnderTest.visit("/assets", { viewport: { width: 375, height: 740 } });
  await page.getByLabel("E-mail address").fill("ada@contoso.example");
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await button(page, "Sign in").click();
  await heading(page, "Assets");
  await page
    .getByText(`${firstDevices + 1} assets`, { exact: true })
    .filter({ visible: true })
    .waitFor();
  await button(page, "Open the menu").click();
  await goTo(page, "Connections");
  await page.getByRole("link", { name: "Contoso" }).click();
  await page.getByText("Processed", { exact: true }).waitFor();
  expect(ada.troubles).toEqual([]);
});
