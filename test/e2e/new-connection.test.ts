// The catalog of connectors, and connecting a tenant in three steps, in a real browser.

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tenant } from "../../simulator/tenant.ts";
import { type ConnectionView, connectionView } from "../../src/contract/connection.ts";
import { pageOf } from "../../src/contract/page.ts";
import { severityMapView } from "../../src/contract/severity-map.ts";
import { transformMapView } from "../../src/contract/transform-map.ts";
import { type ConsoleUnderTest, startConsole } from "../support/console.ts";
import { cloudName, connect, startTestServer } from "../support/server.ts";

let consoleUnderTest: ConsoleUnderTest;
let tenant: Tenant;
beforeAll(async () => {
  consoleUnderTest = await startConsole();
  tenant = consoleUnderTest.simulator.createTenant({ devices: 20, seed: 1, namelessShare: 0 });
});
afterAll(() => consoleUnderTest[Symbol.asyncDispose]());

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const next = "Next: scope and schedule";

async function connections(): Promise<readonly ConnectionView[]> {
  const { api } = consoleUnderTest.server;
  return (await api.read(pageOf(connectionView), api.get("/api/v1/connections"))).items;
}

async function fillSettings(page: Page, clientSecret = tenant.clientSecret): Promise<void> {
  await button(page, "Next: profile and connection").click();
  await page.getByRole("combobox", { name: "Cloud" }).click();
  await page.getByRole("option", { name: cloudName }).click();
  await page.getByLabel("Directory (tenant) ID").fill(tenant.tenantId);
  await page.getByLabel("Application (client) ID").fill(tenant.clientId);
  await page.getByRole("textbox", { name: "Client secret" }).fill(clientSecret);
}

async function passTest(page: Page): Promise<void> {
  await button(page, "Test connection").click();
  await page.getByText("All five checks passed.").waitFor();
  await button(page, "Done").click();
}

/** At the last step, with settings that have passed the test. */
async function toLastStep(page: Page, name: string): Promise<void> {
  await fillSettings(page);
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await passTest(page);
  await button(page, next).click();
  await page.getByRole("heading", { name: "Scope and schedule" }).waitFor();
}

const arrived = (page: Page) => page.waitForURL(/\/connections\/\d+$/);

test("[WB20] the catalog tells what a connector can do, and whoever may connects a tenant from there", async () => {
  const viewer = await consoleUnderTest.enter("viewer", "/connectors");
  const card = viewer.page.getByRole("region", { name: "Microsoft Entra ID (Devices)" });
  for (const text of ["SaaS (v1.0.0)", "API integration (REST)", "One way: Microsoft Entra ID to Rollcall"])
    await card.getByText(text).waitFor();
  await card.getByText("No tenant is connected yet.").waitFor();
  expect(await card.getByRole("link", { name: "New connection" }).count()).toBe(0);
  await connect(consoleUnderTest.server.api, tenant, { name: "Contoso" });
  await card.getByRole("link", { name: "1 connection" }).waitFor();
  await viewer.page.goto("/connections/new");
  await viewer.page.getByText("Your role may not make connections.").waitFor();
  const operator = await consoleUnderTest.enter("operator", "/connectors");
  await operator.page.getByRole("link", { name: "New connection" }).click();
  await operator.page.getByRole("cell", { name: "Device.Read.All" }).waitFor();
  expect([...viewer.troubles, ...operator.troubles]).toEqual([]);
});

test("[WB21] a test that fails says at which check and what to do, and the next step opens after a pass alone", async () => {
  const { page, troubles } = await consoleUnderTest.enter("operator", "/connections/new");
  await fillSettings(page, "not the secret");
  await button(page, "Test connection").click();
  await page.getByText("The test failed.").waitFor();
  const checks = page.getByRole("list", { name: "Checks" }).getByRole("listitem");
  const words = (await checks.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, " ").trim());
  expect(words[0]).toMatch(/^Network reachability Passed in /);
  expect(words[2]).toMatch(/^Authentication credential Failed in .*What to do.*Make a new secret/);
  expect(words.slice(3)).toEqual(["Authorization scope Not run", "Data fetch Not run"]);
  await button(page, "Close").click();
  expect(await button(page, next).isDisabled()).toBe(true);
  await page.getByRole("textbox", { name: "Client secret" }).fill(tenant.clientSecret);
  await passTest(page);
  await button(page, next).click();
  await page.getByRole("heading", { name: "Scope and schedule" }).waitFor();
  expect(troubles).toEqual([]);
});

test("[WB22] settings that have changed since the test passed ask for another", async () => {
  const { page } = await consoleUnderTest.enter("operator", "/connections/new");
  await fillSettings(page);
  await passTest(page);
  await page.getByLabel("Directory (tenant) ID").fill("contoso.onmicrosoft.com");
  await page.getByText("The settings have changed since the test passed.").waitFor();
  expect(await button(page, next).isDisabled()).toBe(true);
  await page.getByLabel("Directory (tenant) ID").fill(tenant.tenantId.toUpperCase());
  await page.getByText("The test has passed with these settings.").waitFor();
  expect(await button(page, next).isDisabled()).toBe(false);
});

test("[WB23] a pass that is over is told, and the settings are tested again where one stands", async () => {
  const { page } = await consoleUnderTest.enter("operator", "/connections/new");
  await page.clock.install();
  await toLastStep(page, "Over in a while");
  await page.clock.fastForward("15:00");
  await page.getByText("The test passed more than 15 minutes ago.").waitFor();
  expect(await button(page, "Create connection").isDisabled()).toBe(true);
  await button(page, "Test again").click();
  await button(page, "Done").click();
  await button(page, "Create connection").click();
  await arrived(page);
});

test("[WB24] a name that is taken is told at the name, and everything typed is kept", async () => {
  const { page, troubles } = await consoleUnderTest.enter("operator", "/connections/new");
  await toLastStep(page, "Contoso");
  await button(page, "Create connection").click();
  await page.getByRole("alert").getByText("The connection was not created.").waitFor();
  const name = page.getByRole("textbox", { name: "Name" });
  expect(await name.getAttribute("aria-invalid")).toBe("true");
  expect(await page.getByLabel("Directory (tenant) ID").inputValue()).toBe(tenant.tenantId);
  await name.fill("Contoso again");
  await button(page, next).click();
  await button(page, "Create connection").click();
  await arrived(page);
  expect((await connections()).map((one) => one.name)).toContain("Contoso again");
  expect(troubles).toEqual([]);
});

test("[WB25] a lost answer is told, and to try again makes no second connection", async () => {
  const { page } = await consoleUnderTest.enter("operator", "/connections/new");
  await toLastStep(page, "Made once");
  let isLost = false;
  await page.route("**/api/v1/connections", async (route) => {
    if (isLost || route.request().method() !== "POST") return route.fallback();
    isLost = true;
    await route.fetch();
    await route.abort("connectionreset");
  });
  await button(page, "Create connection").click();
  await page.getByRole("alert").getByText("No answer came.").waitFor();
  await button(page, "Create connection").click();
  await arrived(page);
  expect((await connections()).filter((one) => one.name === "Made once")).toHaveLength(1);
});

test("[WB26] the advanced settings are saved with the connection, and nothing typed in them is lost unasked", async () => {
  const { page, troubles } = await consoleUnderTest.enter("operator", "/connections/new");
  await toLastStep(page, "With more");
  await button(page, "Advanced settings").click();
  await page.getByText("This connector takes no filters").waitFor();
  await page.getByRole("tab", { name: "Risk severity" }).click();
  await page.getByLabel("Not managed").selectOption("4");
  await page.keyboard.press("Escape");
  await page.getByText("You have changed the risk severity, and it is not saved.").waitFor();
  await button(page, "Cancel").click();
  await button(page, "Save risk severity").click();
  await page.getByRole("tab", { name: "Transform map" }).click();
  await button(page, "Add a line").click();
  const property = page.getByRole("combobox", { name: "Device property of added line 1" });
  await property.fill("manufacturer");
  // Leaving it proposes a name.
  await property.press("Tab");
  await page.getByLabel("Attribute name of added line 1").fill("entraDeviceIsCompliant");
  await button(page, "Save transform map").click();
  await button(page, "Close").click();
  await button(page, "Create connection").click();
  // The server has the last word on a map, and that is after the connection is made.
  await page.getByRole("alert").getByText("The advanced settings were not saved.").waitFor();
  await button(page, "Advanced settings").click();
  await page.getByRole("tab", { name: "Transform map" }).click();
  const name = page.getByLabel("Attribute name of added line 1");
  expect(await name.getAttribute("aria-invalid")).toBe("true");
  await name.fill("maker");
  await button(page, "Save transform map").click();
  await button(page, "Close").click();
  await button(page, "Save the advanced settings").click();
  await arrived(page);
  const { api } = consoleUnderTest.server;
  const own = `/api/v1/connections/${page.url().split("/").at(-1)}`;
  const { severities } = await api.read(severityMapView, api.get(`${own}/severity-map`));
  expect(severities.not_managed).toBe(4);
  const { rules } = await api.read(transformMapView, api.get(`${own}/transform-map`));
  expect(rules.at(-1)).toMatchObject({
    from: "manufacturer",
    to: "asset.assetDetail.untypedAttributes.maker",
  });
  expect(troubles).toEqual([]);
});

test("[WB27] a schedule is told in words with its next runs, and what is wrong with it at its field", async () => {
  const { page } = await consoleUnderTest.enter("operator", "/connections/new");
  await toLastStep(page, "Scheduled");
  await page.getByText(/^Daily from .* in Europe\/Berlin$/).waitFor();
  expect(await page.getByRole("group", { name: "What the schedule means" }).locator("time").count()).toBe(5);
  const zone = page.getByRole("combobox", { name: "Time zone" });
  await zone.fill("Nowhere/Here");
  await page.getByText("is no time zone of the IANA database").waitFor();
  expect(await zone.getAttribute("aria-invalid")).toBe("true");
  await zone.fill("Asia/Calcutta");
  await zone.press("Escape");
  await page.getByLabel("Occurs").selectOption("weekly");
  await page.getByLabel("Fri").check();
  await page.getByText(/^Weekly on .*Friday.* in Asia\/Calcutta$/i).waitFor();
  await page.getByLabel("Occurs").selectOption("by_hand");
  await button(page, "Create connection").click();
  await arrived(page);
  expect((await connections()).find((one) => one.name === "Scheduled")?.schedule).toBeNull();
});

test("[WB28] leaving asks first, and the secret is nowhere but in its field", async () => {
  const { page, context } = await consoleUnderTest.enter("operator", "/connections/new");
  await toLastStep(page, "Left");
  await page
    .getByRole("navigation", { name: "Pages", exact: true })
    .getByRole("link", { name: "Tags" })
    .click();
  await page.getByRole("heading", { name: "Leave without saving?" }).waitFor();
  await button(page, "Stay and save").click();
  const kept = [
    await page.evaluate(
      "JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href])",
    ),
    JSON.stringify(await context.storageState()),
  ].join();
  expect(kept).not.toContain(tenant.clientSecret);
  await button(page, "Back").click();
  expect(await page.getByRole("textbox", { name: "Client secret" }).inputValue()).toBe(tenant.clientSecret);
});

test("[WB29] all three steps can be gone on a narrow screen, which nothing is wider than", async () => {
  const { page } = await consoleUnderTest.enter("operator", "/connections/new", {
    viewport: { width: 360, height: 740 },
  });
  const excess = () => page.evaluate("document.documentElement.scrollWidth - innerWidth");
  await page.getByRole("cell", { name: "Device.Read.All" }).waitFor();
  expect(await excess()).toBe(0);
  await toLastStep(page, "N".repeat(200));
  expect(await excess()).toBe(0);
  await button(page, "Create connection").click();
  await arrived(page);
});

test("[WB30] a server that stops in the middle and comes back costs nothing that was typed", async () => {
  const { server, simulator } = consoleUnderTest;
  const { page, troubles } = await consoleUnderTest.enter("operator", "/connections/new");
  await toLastStep(page, "Through a stop");
  await server.stop();
  await button(page, "Create connection").click();
  await page.getByRole("alert").getByText("No answer came.").waitFor();
  const again = { simulator, dataDir: server.dataDir, env: { ROLLCALL_PORT: new URL(server.url).port } };
  await using _started = await startTestServer(again);
  await button(page, "Create connection").click();
  await arrived(page);
  await page.getByRole("heading", { name: "Through a stop" }).waitFor();
  expect(troubles).toEqual([]);
});
