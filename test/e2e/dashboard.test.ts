// The dashboard, in a real browser: what it leads to, and what it says while there is nothing yet.

import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tenant } from "../../simulator/tenant.ts";
import type { ConnectionView } from "../../src/contract/connection.ts";
import { type ConsoleUnderTest, type PersonsPage, startConsole } from "../support/console.ts";
import { connect } from "../support/server.ts";

let consoleUnderTest: ConsoleUnderTest;
let operator: PersonsPage;
let viewer: PersonsPage;
let tenant: Tenant;
let connection: ConnectionView;

beforeAll(async () => {
  consoleUnderTest = await startConsole();
  operator = await consoleUnderTest.enter("operator", "/");
  viewer = await consoleUnderTest.enter("viewer", "/", { viewport: { width: 360, height: 800 } });
});
afterAll(async () => {
  expect([...operator.troubles, ...viewer.troubles]).toEqual([]);
  await consoleUnderTest[Symbol.asyncDispose]();
});

const api = () => consoleUnderTest.server.api;
const card = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

test("[WB121] without assets, an operator is led to connecting a tenant, and a viewer to whoever can", async () => {
  const { page } = operator;
  await page.getByText("Connect your first tenant").waitFor();
  const connectLink = page.getByRole("link", { name: "Connect a tenant" });
  expect(await connectLink.getAttribute("href")).toBe("/connections/new");
  await viewer.page.getByText("Ask an operator or an administrator").waitFor();
  expect(await viewer.page.getByRole("main").getByRole("link").count()).toBe(0);
});

test("[WB122] the first full pull is shown as it goes, and what it brought when it is done", async () => {
  const { page } = operator;
  tenant = consoleUnderTest.simulator.createTenant({ devices: 1100, seed: 7, namelessShare: 0 });
  connection = await connect(api(), tenant, { name: "Contoso" });
  await page.getByText("There are no assets yet.").waitFor();
  expect(await page.getByRole("link", { name: "Go to the connection", exact: true }).count()).toBe(1);
  tenant.faults.add({ host: "graph", operation: "list", skip: 1, fault: { kind: "hang" } });
  const running = api().run(connection.id, "full_pull");
  const pull = page.getByRole("region", { name: "First full pull of Contoso" });
  await pull.getByText("999 of 1,100 devices").waitFor();
  tenant.faults.release();
  const run = await running;
  expect(run.state).toBe("completed");
  await pull.waitFor({ state: "hidden" });
  const numbers = card(page, "Numbers");
  await numbers.getByRole("link", { name: /^Active assets\s*1,100/ }).waitFor();
});

/** How many assets the link's query finds. */
async function foundBy(href: string | null): Promise<number> {
  const query = new URL(href ?? "", "http://localhost").searchParams.get("query") ?? "";
  const answer = await api().get(`/api/v1/assets/count?${new URLSearchParams({ query })}`);
  return (answer.body as { count: number }).count;
}

/** The number that is shown within. */
const numberIn = async (place: Locator): Promise<number> =>
  Number((await place.getByText(/^[\d,]+$/).textContent())?.replaceAll(",", ""));

test("[WB120] every number of the dashboard leads to as many assets as it says", async () => {
  const { page } = operator;
  for (let index = 0; index < 12; index += 1) tenant.directory.removeHard(tenant.directory.idOf(index));
  await api().run(connection.id);
  await card(page, "Numbers")
    .getByRole("link", { name: /^Retired in 7 days\s*12$/ })
    .waitFor();
  for (const tile of await card(page, "Numbers").getByRole("link").all())
    expect(await foundBy(await tile.getAttribute("href"))).toBe(await numberIn(tile));
  for (const name of ["Operating system", "Join type", "Compliance", "Last sign-in"]) {
    const lines = card(page, name).getByRole("listitem");
    await lines.first().waitFor();
    let sum = 0;
    for (const line of await lines.all()) {
      const number = await numberIn(line);
      const link = line.getByRole("link");
      expect(`${name}: ${await foundBy(await link.getAttribute("href"))}`).toBe(`${name}: ${number}`);
      sum += number;
    }
    expect(`${name}: ${sum}`).toBe(`${name}: 1088`);
  }
});

test("[WB120] each day's new and retired assets lead to as many", async () => {
  const { page } = operator;
  const days = card(page, "New and retired per day");
  await days.getByText("1,100 new assets and 12 retired assets in 30 days").waitFor();
  await days.getByRole("button", { name: "Show the days" }).click();
  const links = days.getByRole("table").getByRole("link");
  await links.first().waitFor();
  let sum = 0;
  for (const link of await links.all()) {
    const number = Number((await link.textContent())?.replaceAll(",", ""));
    expect(await foundBy(await link.getAttribute("href"))).toBe(number);
    sum += number;
  }
  expect(sum).toBe(1112);
});

test("[WB120] a part of a picture leads to its assets, too", async () => {
  const { page } = operator;
  // The most frequent value is the upper half of the ring and more.
  const ring = card(page, "Compliance").locator(".recharts-surface");
  await ring.click({ position: { x: 75, y: 12 } });
  await page.waitForURL("**/assets?query=*");
  expect(new URL(page.url()).searchParams.get("query")).toBe("entra.isCompliant: true");
  await page.goBack();
  await card(page, "Compliance").waitFor();
});

test("[WB125] each connection says how it is and why, and leads to itself and its last run", async () => {
  const { page } = operator;
  const line = card(page, "Connections").getByRole("listitem");
  await line.getByText("Processed").waitFor();
  expect(await line.getByRole("link", { name: "Contoso" }).getAttribute("href")).toBe(
    `/connections/${connection.id}`,
  );
  for (const secret of tenant.secrets) secret.expiresAt = 1;
  tenant.expireTokens();
  const failed = await api().run(connection.id);
  await line.getByText("Errored").waitFor();
  await line.getByText(/^Credentials rejected: /).waitFor();
  const link = line.getByRole("link", { name: "delta pull, failed" });
  expect(await link.getAttribute("href")).toBe(`/runs/${failed.id}`);
});

test("[WB180] what the dashboard calls a join type and a held run is what the pages behind it call them", async () => {
  const { page } = operator;
  const other = consoleUnderTest.simulator.createTenant({ devices: 90, seed: 9 });
  const { id } = await connect(api(), other, { name: "Fabrikam" });
  await api().run(id);
  for (let index = 0; index < 60; index += 1) other.directory.removeSoft(other.directory.idOf(index));
  const held = await api().run(id);
  const line = card(page, "Connections").getByRole("listitem").filter({ hasText: "Fabrikam" });
  await line.getByRole("link", { name: "delta pull, held for approval" }).click();
  await page.getByRole("heading", { name: `Run ${held.id}`, level: 1 }).waitFor();
  await page.getByRole("main").getByText("Held for approval", { exact: true }).waitFor();
  await page.goto("/");
  await card(page, "Join type").getByRole("link", { name: "Hybrid joined" }).first().click();
  const facet = page.getByRole("button", { name: /^Join type Hybrid joined/, pressed: true });
  await facet.waitFor();
  await page.getByRole("gridcell", { name: "Hybrid joined" }).first().waitFor();
  await page.goto("/");
});

test("[WB124] the dashboard fits a narrow screen, and shows no severity while no connection gives any", async () => {
  const { page } = viewer;
  await card(page, "Operating system").getByRole("listitem").first().waitFor();
  expect(await page.getByRole("heading", { name: "Risk severity" }).count()).toBe(0);
  const isTooWide = await page.evaluate<boolean>(
    "document.documentElement.scrollWidth > document.documentElement.clientWidth",
  );
  expect(isTooWide).toBe(false);
});
