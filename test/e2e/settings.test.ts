// What is set of a connection, in a real browser: transform map, severities, filters, schedule, tenant and secrets.

import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import type { Tenant } from "../../simulator/tenant.ts";
import { connectionView } from "../../src/contract/connection.ts";
import { type ConsoleUnderTest, type PersonsPage, startConsole } from "../support/console.ts";
import { connect } from "../support/server.ts";

let consoleUnderTest: ConsoleUnderTest;
let operator: PersonsPage;
let administrator: PersonsPage;
let viewer: PersonsPage;
beforeAll(async () => {
  consoleUnderTest = await startConsole();
  [operator, administrator, viewer] = await Promise.all([
    consoleUnderTest.enter("operator", "/about"),
    consoleUnderTest.enter("administrator", "/about"),
    consoleUnderTest.enter("viewer", "/about"),
  ]);
});
afterAll(() => consoleUnderTest[Symbol.asyncDispose]());

const extension = "extension_0123456789abcdef0123456789abcdef_costCentre";
const future = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

let tenant: Tenant;
let id: number;
let count = 0;

/** Two devices, the one that changed last with null, false and a cost centre. */
beforeEach(async () => {
  const { simulator, server } = consoleUnderTest;
  tenant = simulator.createTenant({ devices: 0, seed: 5 });
  tenant.directory.create({ displayName: "Till 1", isCompliant: true, isManaged: true });
  tenant.directory.create({ displayName: "Till 2", isCompliant: false, isManaged: null, [extension]: "42" });
  count += 1;
  const made = await connect(server.api, tenant, { name: `Shop ${count}`, secretExpiresAt: future(6.5) });
  id = made.id;
  return () => {
    for (const { troubles } of [operator, administrator, viewer]) expect(troubles).toEqual([]);
  };
});

const api = () => consoleUnderTest.server.api;
const readConnection = () => api().read(connectionView, api().get(`/api/v1/connections/${id}`));
const open = (page: Page, tab: string) => page.goto(`/connections/${id}/${tab}`);
const foundBy = async (query: string): Promise<readonly string[]> => {
  const found = z.object({ items: z.array(z.object({ name: z.string() })) });
  const answer = api().get(
    `/api/v1/assets?${new URLSearchParams({ query: `connection.id: ${id} and ${query}` })}`,
  );
  return (await api().read(found, answer)).items.map(({ name }) => name);
};
const property = (page: Page, line: number) =>
  page.getByRole("combobox", { name: `Device property of added line ${line}` });
const attribute = (page: Page, line: number) => page.getByLabel(`Attribute name of added line ${line}`);
const rowOf = (page: Page, text: string) => page.getByRole("row").filter({ hasText: text });
const choose = (page: Page, label: string, value: string) =>
  page.getByLabel(label, { exact: true }).selectOption(value);

test("[WB55] the connector's lines stand beside what a stored device has; absent, null and false are told apart", async () => {
  const { page } = operator;
  await open(page, "transform-map");
  await page.getByText("No device of this connection is stored yet").waitFor();
  await api().run(id);
  await page.getByRole("columnheader", { name: "Value of Till" }).waitFor();
  if (await page.getByRole("columnheader", { name: "Value of Till 1" }).isVisible())
    await page.getByRole("button", { name: "Next device" }).click();
  await page.getByRole("columnheader", { name: "Value of Till 2" }).waitFor();
  await rowOf(page, "isCompliant").getByText("false", { exact: true }).waitFor();
  await rowOf(page, "isManaged").getByText("null", { exact: true }).waitFor();
  expect(await page.getByLabel("The connector's own line, which stays").count()).toBe(10);
  expect(await page.getByText("required", { exact: true }).count()).toBe(3);
  await page.getByRole("button", { name: "Add a line" }).click();
  await property(page, 1).fill("extensionAttributes.extensionAttribute99");
  await page.getByRole("table").getByText("absent", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Add a line" }).click();
  await property(page, 2).fill(extension);
  await page.getByText("not stored until the next full pull", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Next device" }).click();
  await page.getByRole("columnheader", { name: "Value of Till 1" }).waitFor();
  await page.getByRole("button", { name: "Undo changes" }).click();
});

test("[WB56] an added line is judged while it is typed, saved with what that needs, and brings its attribute", async () => {
  const { page } = operator;
  await api().run(id);
  await open(page, "transform-map");
  await page.getByRole("button", { name: "Add a line" }).click();
  await property(page, 1).fill("memberOf");
  await page.getByText("memberOf is a relationship of a device and no property").waitFor();
  await property(page, 1).fill(extension);
  expect(await attribute(page, 1).inputValue()).toBe("costCentre");
  await page.getByText("Saving needs a full pull").waitFor();
  await page.getByText(`Not stored yet: ${extension}`).first().waitFor();
  await page.getByRole("button", { name: "Add a line" }).click();
  await property(page, 2).fill("isCompliant");
  await attribute(page, 2).fill("compliant");
  await page.getByRole("button", { name: "Save transform map" }).click();
  await page.getByText("Reading what is stored by the new map: done, 2 assets changed.").waitFor();
  await page.getByRole("alert").getByText("Not stored until the next full pull").waitFor();
  expect(await foundBy("attribute.compliant: false")).toEqual(["Till 2"]);
  expect((await api().run(id)).mode).toBe("full_pull");
  expect(await foundBy('attribute.costCentre: "42"')).toEqual(["Till 2"]);
  await page
    .getByRole("alert")
    .getByText("Not stored until the next full pull")
    .waitFor({ state: "detached" });
});

test("[WB57] versions of a map are listed with what each changed", async () => {
  const { page } = operator;
  await api().run(id);
  await open(page, "transform-map");
  await page.getByRole("button", { name: "Add a line" }).click();
  await property(page, 1).fill("manufacturer");
  await page.getByRole("button", { name: "Save transform map" }).click();
  await page.getByRole("button", { name: "Remove the line of manufacturer" }).click();
  await page.getByRole("button", { name: "Save transform map" }).click();
  await page.getByRole("button", { name: "Versions of this map (3)" }).click();
  const versions = page.getByRole("table", { name: "Versions of the transform map" });
  await versions.getByText("Removed manufacturer").waitFor();
  await versions.getByText("Added manufacturer").waitFor();
  await versions.getByText("The connector’s own lines.").waitFor();
  expect(await rowOf(page, "in use").getByRole("cell").first().textContent()).toContain("3");
});

test("[WB58] what other severities would do is counted before they are saved", async () => {
  const { page } = operator;
  await api().run(id);
  await open(page, "severity");
  const critical = page.getByRole("row", { name: /^5 – Critical/ });
  await critical.waitFor();
  await choose(page, "Not compliant", "5");
  await choose(page, "Not managed", "2");
  await page.getByRole("row", { name: "5 – Critical 0 1 +1" }).waitFor();
  await page.getByRole("row", { name: "None 2 1 -1" }).waitFor();
  expect(await foundBy("risk.severity: 5")).toEqual([]);
  await page.getByRole("button", { name: "Save severities" }).click();
  await page.getByText("Severities saved").waitFor();
  await page.getByRole("row", { name: /^5 – Critical 1$/ }).waitFor();
  expect(await foundBy("risk.severity: 5")).toEqual(["Till 2"]);
  await choose(page, "Stale", "1");
  await page.getByLabel("Stale after (days)").fill("30");
  await page.getByRole("button", { name: "Save severities" }).click();
  await page.getByText("Moving what is stale: done").waitFor();
});

test("[WB59] the filters say that there are none, and where the tags are that limit what is imported", async () => {
  const { page } = operator;
  await api().post("/api/v1/tags", { name: "Shops", colour: "#16877e", criticality: 2 });
  await open(page, "filters");
  await page.getByText("This connector takes no filters").waitFor();
  await page.getByText("all devices are imported").waitFor();
  await page.getByRole("link", { name: /Choose the tags/ }).click();
  await page.getByRole("combobox", { name: "Include hosts having the selected tags" }).click();
  await page.getByRole("option", { name: "Shops" }).click();
  await page.getByRole("textbox", { name: "Description" }).fill("Tills of all shops");
  await page.getByRole("button", { name: "Save general" }).click();
  await page.getByText("Name, description and tags saved").waitFor();
  expect(await readConnection()).toMatchObject({ tags: ["Shops"], description: "Tills of all shops" });
  await open(page, "filters");
  await page.getByText("all of these tags").waitFor();
  await page.getByText("Shops", { exact: true }).waitFor();
});

test("[WB60] a schedule is told in words, with the interval of full pulls and the guard", async () => {
  const { page } = operator;
  await open(page, "schedule");
  await page.getByText("never by itself").waitFor();
  await choose(page, "Occurs", "daily");
  await page.getByLabel("Starts").fill("2026-05-05T18:39");
  await page.getByText("Daily from May 5, 2026 at 06:39 PM till May 5, 2031 at 06:39 PM").waitFor();
  await page.getByLabel("Full pull every").fill("2");
  await page.getByLabel("Share of active assets (%)").fill("7");
  await page.getByRole("button", { name: "Save schedule" }).click();
  await page.getByText("Schedule saved").waitFor();
  expect(await readConnection()).toMatchObject({
    schedule: { input: { kind: "daily", start: "2026-05-05T18:39" } },
    fullPullEveryHours: 48,
    retirementGuard: { share: 0.07, minimum: 50 },
  });
  await choose(page, "Unit", "hours");
  await page.getByLabel("Full pull every").fill("");
  await page.getByRole("button", { name: "Save schedule" }).click();
  await page.getByText("Enter how long it is: from 1 hour to 365 days.").waitFor();
  await page.getByLabel("Full pull every").fill("36");
  await choose(page, "Occurs", "by_hand");
  await page.getByRole("button", { name: "Save schedule" }).click();
  await page.getByText("Not saved yet.").waitFor({ state: "detached" });
  expect(await readConnection()).toMatchObject({ schedule: null, fullPullEveryHours: 36 });
});

const tenantForm = (page: Page) => page.getByRole("form", { name: "tenant and secret", exact: true });

test("[WB61] another secret is saved only after it has passed the connection test", async () => {
  const { page } = operator;
  await open(page, "credentials");
  const form = tenantForm(page);
  await form.getByLabel("Client secret", { exact: true }).fill("a wrong secret");
  await form.getByText("must pass the connection test").waitFor();
  expect(await form.getByRole("button", { name: "Save tenant and secret" }).isDisabled()).toBe(true);
  await form.getByRole("button", { name: "Test connection" }).click();
  await page.getByText("The test failed.").waitFor();
  await page.getByRole("button", { name: "Close", exact: true }).last().click();
  const value = "another good secret";
  tenant.secrets.push({ secretId: crypto.randomUUID(), value, expiresAt: null });
  await form.getByLabel("Client secret", { exact: true }).fill(value);
  await form.getByLabel("Secret expires on").fill("2027-11-25");
  await form.getByRole("button", { name: "Test connection" }).click();
  await page.getByText("All five checks passed.").waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  await form.getByRole("button", { name: "Save tenant and secret" }).click();
  await page.getByText("Tenant and secret saved").waitFor();
  expect(await form.getByLabel("Client secret", { exact: true }).inputValue()).toBe("");
  expect((await readConnection()).secret.expiresAt).toBe("2027-11-24T23:00:00.000Z");
});

test("[WB62] a second secret waits, takes over only when it has passed, and can be forgotten; the old one goes on meanwhile", async () => {
  const { page } = operator;
  await open(page, "credentials");
  await page
    .getByRole("region", { name: "In use" })
    .getByText(/in 7 days/)
    .waitFor();
  const store = async (value: string): Promise<void> => {
    await page.getByRole("textbox", { name: "Second client secret" }).fill(value);
    await page.getByRole("button", { name: "Store second secret" }).click();
    await page.getByRole("region", { name: "Waits to take over" }).waitFor();
  };
  await store("a wrong secret");
  expect(await page.getByRole("button", { name: "Take over" }).isDisabled()).toBe(true);
  await page.getByRole("button", { name: "Test second secret" }).click();
  await page.getByText("The test failed.").waitFor();
  await page.getByRole("button", { name: "Close", exact: true }).last().click();
  expect(await page.getByRole("button", { name: "Take over" }).isDisabled()).toBe(true);
  expect((await api().run(id)).state).toBe("completed");
  await page.getByRole("button", { name: "Forget second secret" }).click();
  await page.getByRole("button", { name: "Forget it" }).click();
  await page.getByRole("region", { name: "Waits to take over" }).waitFor({ state: "detached" });
  const value = "the next secret+/=";
  tenant.secrets.push({ secretId: crypto.randomUUID(), value, expiresAt: null });
  await store(value);
  await page.getByRole("button", { name: "Test second secret" }).click();
  await page.getByText("All five checks passed.").waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Take over" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Take over" }).click();
  await page.getByText("The second secret is in use now").waitFor();
  expect(await page.content()).not.toContain(value);
  const [old] = tenant.secrets;
  if (old !== undefined) old.expiresAt = 1;
  tenant.expireTokens();
  expect((await api().run(id)).state).toBe("completed");
});

test("[WB63] of two people who change one thing, the second sees what the first made of it, and chooses", async () => {
  const [mine, theirs] = [operator.page, administrator.page];
  await Promise.all([open(mine, "credentials"), open(theirs, "credentials")]);
  await mine.getByRole("textbox", { name: "Description" }).fill("What I think");
  await theirs.getByRole("textbox", { name: "Description" }).fill("What they think");
  await theirs.getByRole("button", { name: "Save general" }).click();
  const alert = mine
    .getByRole("alert")
    .filter({ hasText: "Somebody else changed name, description and tags" });
  await alert.getByText("What they think").waitFor();
  await alert.getByText("What I think").waitFor();
  expect(await mine.getByRole("textbox", { name: "Description" }).inputValue()).toBe("What I think");
  await alert.getByRole("button", { name: "Save mine over it" }).click();
  await mine.getByText("Name, description and tags saved").waitFor();
  expect((await readConnection()).description).toBe("What I think");
  // Whoever has typed nothing follows.
  await theirs.getByRole("main").getByText("What I think").first().waitFor();
  await theirs.getByRole("textbox", { name: "Description" }).fill("Something else");
  await mine.getByRole("textbox", { name: "Description" }).fill("Neither");
  await theirs.getByRole("button", { name: "Save general" }).click();
  await alert.getByRole("button", { name: "Take theirs" }).click();
  expect(await mine.getByRole("textbox", { name: "Description" }).inputValue()).toBe("Something else");
});

/** The page hears of nothing that happens: it learns by the refusal of what it sends. */
async function openDeaf(page: Page, tab: string): Promise<void> {
  await page.route("**/api/v1/events", (route) => route.abort());
  await open(page, tab);
}
const changeMeanwhile = async (change: object): Promise<void> => {
  const { version } = await readConnection();
  const headers = { "if-match": `"${version}"` };
  const answer = await api().ask("PATCH", `/api/v1/connections/${id}`, change, { headers });
  expect(answer.status).toBe(200);
};

test("[WB63] a save that meets somebody else's is refused, told, and nothing typed is lost", async () => {
  const { page } = administrator;
  await openDeaf(page, "schedule");
  await page.getByLabel("Full pull every").fill("3");
  await changeMeanwhile({ fullPullEveryHours: 36 });
  await page.getByRole("button", { name: "Save schedule" }).click();
  const alert = page.getByRole("alert").filter({ hasText: "Somebody else changed the schedule" });
  await alert.getByRole("row", { name: "Full pull every 36 hours every 3 days" }).waitFor();
  expect((await readConnection()).fullPullEveryHours).toBe(36);
  await alert.getByRole("button", { name: "Save mine over it" }).click();
  await page.getByText("Schedule saved").waitFor();
  expect((await readConnection()).fullPullEveryHours).toBe(72);
  await page.unroute("**/api/v1/events");
});

test("[WB64] a change that somebody else made of another part stands in nobody's way", async () => {
  const { page } = administrator;
  await openDeaf(page, "schedule");
  await page.getByLabel("Full pull every").fill("3");
  await changeMeanwhile({ description: "Changed meanwhile" });
  await page.getByRole("button", { name: "Save schedule" }).click();
  await page.getByText("Schedule saved").waitFor();
  expect(await readConnection()).toMatchObject({ fullPullEveryHours: 72, description: "Changed meanwhile" });
  await page.unroute("**/api/v1/events");
});

test("[WB65] whoever leaves with something that is not saved is asked, and keeps it by staying", async () => {
  const { page } = operator;
  await open(page, "severity");
  await choose(page, "Disabled", "3");
  await page.getByRole("link", { name: "Assets" }).click();
  await page.getByText("You have changed the severities").waitFor();
  await page.getByRole("button", { name: "Stay and save" }).click();
  expect(await page.getByLabel("Disabled", { exact: true }).inputValue()).toBe("3");
  await page.getByRole("link", { name: "Assets" }).click();
  await page.getByRole("button", { name: "Leave without saving" }).click();
  await page.getByRole("heading", { name: "Assets", level: 1 }).waitFor();
});

test("[WB66] whoever may not change a connection sees what is set, and no form", async () => {
  const { page } = viewer;
  await api().run(id);
  const shown = {
    "transform-map": "asset.assetDetail.name",
    severity: "Management says that the device is not compliant.",
    schedule: "by hand alone",
    credentials: tenant.clientId,
  };
  for (const [tab, text] of Object.entries(shown)) {
    await open(page, tab);
    await page.getByText(text).first().waitFor();
    expect(await page.getByRole("form").count()).toBe(0);
    expect(await page.getByRole("button", { name: /Save|Add|Test|Store|Undo/ }).count()).toBe(0);
  }
});
