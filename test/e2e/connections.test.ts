// Connections and their runs, watched and acted on in a real browser.

import type { Page, Request, Route } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { Tenant } from "../../simulator/tenant.ts";
import type { Role } from "../../src/core/access.ts";
import { type ConsoleUnderTest, type PersonsPage, startConsole } from "../support/console.ts";
import { settle } from "../support/page-check.ts";
import { connect } from "../support/server.ts";
import type { EventWatch } from "../support/server-api.ts";

let consoleUnderTest: ConsoleUnderTest;
/** One of each role, signed in once: sign-ins are limited. */
const people = new Map<Role, PersonsPage>();
beforeAll(async () => {
  consoleUnderTest = await startConsole();
});
afterAll(() => consoleUnderTest[Symbol.asyncDispose]());

async function as(role: Role, path: string): Promise<Page> {
  const known = people.get(role);
  if (known !== undefined) {
    await known.page.goto(path);
    return known.page;
  }
  const entered = await consoleUnderTest.enter(role, path);
  people.set(role, entered);
  return entered.page;
}

const newTenant = (devices: number, seed: number): Tenant =>
  consoleUnderTest.simulator.createTenant({ devices, seed, namelessShare: 0 });

const connectTo = (tenant: Tenant, name: string) => connect(consoleUnderTest.server.api, tenant, { name });

function remove(tenant: Tenant, count: number, how: "removeHard" | "removeSoft" = "removeHard"): void {
  const lines = [...tenant.directory.liveDevices(["id"])].slice(0, count);
  for (const line of lines) tenant.directory[how](z.object({ id: z.string() }).parse(JSON.parse(line)).id);
}

const untilFetched = (watch: EventWatch, connectionId: number, fetched: number) =>
  watch.until(
    ({ name, data }) =>
      name === "run_progress" &&
      data.connectionId === connectionId &&
      z.object({ fetched: z.int() }).parse(data.counters).fetched >= fetched,
  );

/** A tenant whose listing stops in the middle until the answered function lets it go on. */
function stopMidway(tenant: Tenant): () => void {
  tenant.faults.add({ host: "graph", operation: "list", skip: 2, times: 1, fault: { kind: "hang" } });
  return () => {
    tenant.faults.clear();
    tenant.faults.release();
  };
}

test("[WB36] a full pull is watched from its beginning to Processed, without loading again", async () => {
  const tenant = newTenant(3000, 1);
  const { id } = await connectTo(tenant, "Watched");
  const goOn = stopMidway(tenant);
  const page = await as("operator", `/connections/${id}`);
  await page.getByText("The first run is a full pull").waitFor();
  await using watch = await consoleUnderTest.server.api.watch();
  await page.getByRole("button", { name: "Run now" }).click();
  await untilFetched(watch, id, 1998);
  const progress = page.getByRole("region", { name: "Run under way" });
  await progress.getByText("1,998 of 3,000 devices").waitFor();
  await progress.getByText("Reading the tenant's devices").waitFor();
  await progress.getByText("66 %").waitFor();
  await progress.getByText(/devices a second/).waitFor();
  await page.getByText("Processing", { exact: true }).waitFor();
  goOn();
  await page.getByText("Processed", { exact: true }).waitFor();
  await page.getByText("Every device is accounted for").waitFor();
  await page.getByRole("img", { name: "The source counts 3,000 devices: 3,000 active assets." }).waitFor();
  await page.getByRole("link", { name: "3,000 active assets" }).waitFor();
});

test("[WB35] the list shows each connection's state, progress and last changes as they are", async () => {
  const tenant = newTenant(3000, 2);
  const { id } = await connectTo(tenant, "Listed");
  const goOn = stopMidway(tenant);
  const page = await as("operator", "/connections");
  const row = page.getByRole("row", { name: /Listed/ });
  await row.getByText("Registered").waitFor();
  await row.getByText("Never").waitFor();
  await row.getByRole("button", { name: "Actions for Listed" }).click();
  await page.getByRole("menuitem", { name: "Run now: full pull" }).click();
  await row.getByText("Processing").waitFor();
  await row.getByRole("progressbar", { name: "Progress of the run" }).waitFor();
  await row.getByText(/66 % · .* devices a second/).waitFor();
  goOn();
  await row.getByText("Processed").waitFor();
  await row.getByText("3,000 new").waitFor();
  await row.getByText("Full pull").waitFor();
  await page.getByLabel("Find by name or tenant").fill("nothing has this name");
  await page.getByText("No connection has this in its name or tenant.").waitFor();
  await page.getByLabel("Find by name or tenant").fill("listed");
  await row.getByRole("link", { name: "Listed" }).click();
  await page.waitForURL(`**/connections/${id}`);
});

test("[WB37] a failed run tells its reason and what to do, and is resumed", async () => {
  const tenant = newTenant(40, 3);
  const { id } = await connectTo(tenant, "Refused");
  const [secret] = tenant.secrets;
  if (secret === undefined) throw new Error("The tenant's app has no secret.");
  secret.expiresAt = 0;
  tenant.expireTokens();
  const page = await as("operator", `/connections/${id}`);
  await page.getByRole("button", { name: "Run now" }).click();
  const alert = page.getByRole("alert").filter({ hasText: "failed: credentials rejected" });
  await alert.getByText("The client secret has expired").waitFor();
  await alert.getByText("Check tenant, client ID and secret on the tab Credentials").waitFor();
  await alert.getByRole("link", { name: "Credentials" }).waitFor();
  await page.getByText("Errored", { exact: true }).waitFor();
  await alert.getByRole("link", { name: "Run and its log" }).click();
  await page.getByRole("heading", { name: /^Run \d+$/ }).waitFor();
  await page.getByLabel("Log entries").getByText("The client secret has expired").waitFor();
  secret.expiresAt = null;
  await page.getByRole("button", { name: "Resume run" }).click();
  await page.getByText("Completed", { exact: true }).waitFor();
  await page.getByText("Every device is accounted for").waitFor();
  expect(await page.getByText("credentials rejected").count()).toBe(0);
});

test("[WB38] a held run shows what it would retire and why it is held; approved, it retires them", async () => {
  const tenant = newTenant(200, 4);
  const { id } = await connectTo(tenant, "To approve");
  await consoleUnderTest.server.api.run(id);
  remove(tenant, 50);
  remove(tenant, 10, "removeSoft");
  const page = await as("operator", `/connections/${id}`);
  await page.getByRole("button", { name: "Run now" }).click();
  const alert = page.getByRole("status").filter({ hasText: "is held for approval" });
  await alert.getByText("The run would retire 60 of 200 active assets.").waitFor();
  const held = page.getByRole("table", { name: "Assets that would be retired" });
  await held.getByRole("row").nth(20).waitFor();
  await page.getByRole("button", { name: "Show more" }).click();
  await held.getByRole("row").nth(40).waitFor();
  await held.getByText("Deleted in the tenant").first().waitFor();
  await page.getByText(/^Soft-deleted in the tenant: \d+$/).click();
  await held.getByText("Deleted in the tenant", { exact: true }).first().waitFor({ state: "detached" });
  await held.getByText("Soft-deleted in the tenant").first().waitFor();
  expect(await held.getByRole("link").first().getAttribute("href")).toMatch(/^\/assets\/\d+$/);
  await alert.getByRole("button", { name: "Approve and retire" }).click();
  const dialog = page.getByRole("dialog", { name: "Retire these assets?" });
  await dialog.getByText("asks the tenant once more").waitFor();
  await dialog.getByRole("button", { name: "Approve and retire" }).click();
  await page.getByText("Processed", { exact: true }).waitFor();
  await page.getByRole("img", { name: "The source counts 140 devices: 140 active assets." }).waitFor();
  await page.getByRole("link", { name: "140 active assets" }).waitFor();
});

test("[WB39] dismissed, a held run keeps the assets, and the count proof says so", async () => {
  const tenant = newTenant(200, 5);
  const { id } = await connectTo(tenant, "To dismiss");
  await consoleUnderTest.server.api.run(id);
  remove(tenant, 60);
  const run = await consoleUnderTest.server.api.run(id);
  const page = await as("operator", `/runs/${run.id}`);
  await page.getByText("Held for approval", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Dismiss and keep" }).click();
  const dialog = page.getByRole("dialog", { name: "Keep these assets?" });
  await dialog.getByText("without retiring anything").waitFor();
  await dialog.getByRole("button", { name: "Dismiss and keep" }).click();
  await page.getByText("Completed", { exact: true }).waitFor();
  await page.getByText("Dismissed by a person").waitFor();
  await page.getByText("60 Kept by decision").waitFor();
  await page.getByText("Every device is accounted for").waitFor();
});

test("[WB182] an answer that is older than what an event has told does not take its place", async () => {
  const tenant = newTenant(200, 12);
  const { id } = await connectTo(tenant, "Overtaken");
  await consoleUnderTest.server.api.run(id);
  remove(tenant, 60);
  const run = await consoleUnderTest.server.api.run(id);
  const page = await as("operator", `/runs/${run.id}`);
  await page.getByText("Held for approval", { exact: true }).waitFor();
  const [isTold, tell] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const address = `**/api/v1/runs/${run.id}`;
  const old = { ...run, state: "running", failure: null, finishedAt: null, retirementDecision: "dismissed" };
  // What is asked for as the decision is sent is answered only once an event has told how the run ended.
  const answerLate = async (route: Route): Promise<void> => {
    tell.resolve();
    await isTold.promise;
    await route.fulfill({ json: old }).catch(() => {});
  };
  await page.route(address, answerLate, { times: 1 });
  const isOver = (request: Request): boolean => request.url().endsWith(`/api/v1/runs/${run.id}`);
  const over = Promise.race([
    page.waitForEvent("requestfinished", isOver),
    page.waitForEvent("requestfailed", isOver),
  ]);
  await page.getByRole("button", { name: "Dismiss and keep" }).click();
  const dialog = page.getByRole("dialog", { name: "Keep these assets?" });
  await dialog.getByRole("button", { name: "Dismiss and keep" }).click();
  await tell.promise;
  await page.getByText("Completed", { exact: true }).waitFor();
  isTold.resolve();
  await over;
  await settle(page);
  expect(await page.getByText("Running", { exact: true }).count()).toBe(0);
});

test("[WB42] a viewer sees everything, and nothing that a viewer may not do", async () => {
  const tenant = newTenant(200, 6);
  const { id } = await connectTo(tenant, "Looked at");
  await consoleUnderTest.server.api.run(id);
  remove(tenant, 60);
  const run = await consoleUnderTest.server.api.run(id);
  const page = await as("viewer", `/connections/${id}`);
  await page.getByText("An operator or an administrator can approve or dismiss it.").waitFor();
  const acts = page.getByRole("button", { name: /run now|approve|dismiss|actions|pause|remove/i });
  expect(await acts.count()).toBe(0);
  await page.goto("/connections");
  await page.getByRole("row", { name: /Looked at/ }).waitFor();
  expect(await acts.count()).toBe(0);
  expect(await page.getByRole("link", { name: "New connection" }).count()).toBe(0);
  await page.goto(`/runs/${run.id}`);
  await page.getByRole("table", { name: "Assets that would be retired" }).waitFor();
  expect(await acts.count()).toBe(0);
});

test("[WB43] what one person does another sees: pausing and resuming, a run cancelled", async () => {
  const tenant = newTenant(3000, 7);
  const { id } = await connectTo(tenant, "Shared");
  const goOn = stopMidway(tenant);
  const one = await as("operator", `/connections/${id}`);
  const other = await as("administrator", `/connections/${id}`);
  await other.getByRole("button", { name: "Run now" }).waitFor();
  await one.getByRole("button", { name: "Actions for Shared" }).click();
  await one.getByRole("menuitem", { name: "Pause" }).click();
  await other.getByText("Paused", { exact: true }).waitFor();
  await other.getByText("None while paused").waitFor();
  expect(await other.getByRole("button", { name: "Run now" }).count()).toBe(0);
  await other.getByRole("button", { name: "Resume" }).click();
  await one.getByRole("button", { name: "Run now" }).click();
  await other.getByText("1,998 of 3,000 devices").waitFor();
  await other.getByRole("button", { name: "Cancel run" }).click();
  await other.getByRole("dialog").getByRole("button", { name: "Cancel the run" }).click();
  await one.getByText("Cancelled", { exact: true }).waitFor();
  await one.getByRole("button", { name: "Run now" }).waitFor();
  goOn();
});

test("[WB44] an administrator removes a connection by its name, and whoever looks at it is told", async () => {
  const tenant = newTenant(30, 8);
  const { id } = await connectTo(tenant, "To remove");
  await consoleUnderTest.server.api.run(id);
  const onlooker = await as("operator", `/connections/${id}`);
  await onlooker.getByRole("button", { name: "Actions for To remove" }).click();
  await onlooker.getByRole("menuitem", { name: "Rotate secret" }).waitFor();
  expect(await onlooker.getByRole("menuitem", { name: "Remove connection" }).count()).toBe(0);
  const page = await as("administrator", `/connections/${id}`);
  await page.getByRole("button", { name: "Actions for To remove" }).click();
  await page.getByRole("menuitem", { name: "Remove connection" }).click();
  const dialog = page.getByRole("dialog", { name: "Remove the connection?" });
  await dialog.getByText("30 active assets").waitFor();
  expect(await dialog.getByRole("radio", { name: "Retire them" }).isChecked()).toBe(true);
  const confirm = dialog.getByRole("button", { name: "Remove and retire" });
  expect(await confirm.isDisabled()).toBe(true);
  await dialog.getByLabel("Type the connection's name to confirm").fill("To remove");
  await confirm.click();
  await page.waitForURL("**/connections");
  await page.getByRole("heading", { name: "Connections" }).waitFor();
  await page.getByRole("row", { name: /To remove/ }).waitFor({ state: "detached" });
  await onlooker.getByText("This connection is not there.").waitFor();
});

test("[WB45] the log shows its newest entries at its end, and those that come while a run is under way", async () => {
  const tenant = newTenant(3000, 9);
  const { id } = await connectTo(tenant, "Logged");
  const goOn = stopMidway(tenant);
  const page = await as("operator", `/connections/${id}/log`);
  await page.getByText("Nothing of this kind is in the log.").waitFor();
  await page.getByRole("button", { name: "Run now" }).click();
  const log = page.getByLabel("Log entries");
  await page.getByLabel("Follow the newest").waitFor();
  await log.getByText("A page of 999 devices is written.").nth(1).waitFor();
  await log
    .getByRole("button", { name: /^Copy the request-id / })
    .first()
    .waitFor();
  goOn();
  await log.getByText("The source counts 3,000 devices: 3,000 active assets.").waitFor();
  expect(await log.getByRole("listitem").last().textContent()).toContain("run.completed");
  await page.getByText("Errors", { exact: true }).click();
  await page.getByText("Nothing of this kind is in the log.").waitFor();
  expect(new URL(page.url()).search).toBe("?level=error");
});

test("[WB46] a run shows the devices that it could not import, and why", async () => {
  const tenant = consoleUnderTest.simulator.createTenant({ devices: 100, seed: 10, namelessShare: 0.1 });
  const { id } = await connectTo(tenant, "Rejecting");
  const run = await consoleUnderTest.server.api.run(id);
  const page = await as("viewer", `/connections/${id}/runs`);
  await page.getByRole("link", { name: `Run ${run.id}` }).click();
  const table = page.getByRole("table", { name: "Rejected devices" });
  await table.getByText("The required device field displayName is empty.").first().waitFor();
  expect(await table.getByRole("row").count()).toBe(run.counters.rejected + 1);
  await page.getByText(`${run.counters.rejected} Rejected`, { exact: true }).waitFor();
  await page.getByRole("link", { name: "Rejecting" }).click();
  await page.getByRole("tab", { name: "Overview", selected: true }).waitFor();
});

test("[WB41] the last runs are a chart, and a table that says the same", async () => {
  const tenant = newTenant(20, 11);
  const { id } = await connectTo(tenant, "Charted");
  const run = await consoleUnderTest.server.api.run(id);
  const page = await as("viewer", `/connections/${id}`);
  await page.getByRole("img", { name: /What each of the last runs did/ }).waitFor();
  await page.locator(".recharts-bar-rectangle path").first().click();
  await page.getByRole("heading", { name: `Run ${run.id}` }).waitFor();
  await page.goBack();
  await page.getByLabel("Show the runs as").getByText("Table").click();
  await page
    .getByRole("table", { name: "Runs" })
    .getByRole("link", { name: `Run ${run.id}` })
    .click();
  await page.getByRole("heading", { name: `Run ${run.id}` }).waitFor();
});

test("[WB47] an address that no connection or run has says so, and leads on", async () => {
  const page = await as("viewer", "/connections/987654");
  await page.getByText("This connection is not there.").waitFor();
  await page.goto("/runs/987654");
  await page.getByText("This run is not there.").waitFor();
  await page.getByRole("link", { name: "All connections" }).click();
  await page.getByRole("heading", { name: "Connections" }).waitFor();
});

test("[WB48] a name of 200 characters and a narrow screen leave nothing beside the page", async () => {
  const tenant = newTenant(10, 12);
  const { id } = await connectTo(tenant, "W".repeat(200));
  const run = await consoleUnderTest.server.api.run(id);
  const page = await as("administrator", "/connections");
  await page.setViewportSize({ width: 360, height: 740 });
  for (const path of ["/connections", `/connections/${id}`, `/connections/${id}/log`, `/runs/${run.id}`]) {
    await page.goto(path);
    await page.getByText("W".repeat(200)).first().waitFor();
    await page
      .getByText(/Processed|Completed/)
      .first()
      .waitFor();
    const beside = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    expect(await page.evaluate(beside), path).toBe(0);
  }
});

test("nothing went wrong in anybody's page", () => {
  for (const [role, { troubles }] of people) expect(troubles, role).toEqual([]);
});
