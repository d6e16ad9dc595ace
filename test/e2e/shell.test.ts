// What stands around every page: keys, focus, the menu on a narrow screen, and what is told when the server is away.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConsoleUnderTest, startConsole } from "../support/console.ts";
import { freePort } from "../support/free-port.ts";
import { makeDataFolder, startTestServer } from "../support/server.ts";

const folder = makeDataFolder();
let port = 0;
let consoleUnderTest: ConsoleUnderTest;
beforeAll(async () => {
  port = await freePort();
  consoleUnderTest = await startConsole({ dataDir: folder.dataDir, env: { ROLLCALL_PORT: String(port) } });
});
afterAll(async () => {
  await consoleUnderTest[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const narrow = { viewport: { width: 375, height: 720 } };

test("[WB132] ? tells the keys and / leads to the search, and neither does while somebody types or is in a dialog", async () => {
  const { page, troubles } = await consoleUnderTest.enter("viewer", "/about");
  await page.getByRole("heading", { level: 1, name: "About" }).waitFor();
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await help.getByText("Search assets").waitFor();
  await page.keyboard.press("/");
  expect(new URL(page.url()).pathname).toBe("/about");
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "detached" });
  await page.keyboard.press("/");
  await page.getByRole("heading", { level: 1, name: "Assets" }).waitFor();
  const bar = page.getByRole("textbox", { name: "Query" });
  await bar.and(page.locator(":focus")).waitFor();
  await page.keyboard.type("name: a/b?");
  await page.getByText("name: a/b?").first().waitFor();
  expect(await help.count()).toBe(0);
  expect(troubles).toEqual([]);
});

test("[WB133] the keyboard comes to a link past the menu first, and to the heading of each page that is gone to", async () => {
  const { page, troubles } = await consoleUnderTest.enter("administrator", "/about");
  await page.getByRole("heading", { level: 1, name: "About" }).waitFor();
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the page");
  await page.keyboard.press("Enter");
  expect(await page.evaluate("document.activeElement.id")).toBe("page");
  await page.getByRole("link", { name: "Connectors" }).click();
  const heading = page.getByRole("heading", { level: 1, name: "Connectors" });
  await heading.waitFor();
  expect(await page.evaluate("document.activeElement.textContent")).toBe("Connectors");
  expect(await page.title()).toBe("Connectors · Rollcall");
  expect(troubles).toEqual([]);
});

test("[WB134] on a narrow screen the menu opens over the page and closes once somebody has chosen, also the page they are at", async () => {
  const { page, troubles } = await consoleUnderTest.enter("viewer", "/about", narrow);
  await page.getByRole("heading", { level: 1, name: "About" }).waitFor();
  const link = page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "About" });
  expect(await link.isVisible()).toBe(false);
  await page.getByRole("button", { name: "Open the menu" }).click();
  await link.click();
  await link.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Open the menu" }).click();
  await page.getByRole("link", { name: "Connectors" }).click();
  await page.getByRole("heading", { level: 1, name: "Connectors" }).waitFor();
  await link.waitFor({ state: "hidden" });
  expect(troubles).toEqual([]);
});

test("[WB135] a page whose file is gone after an update says so, and loads anew", async () => {
  const { page } = await consoleUnderTest.enter("viewer", "/about");
  await page.getByRole("heading", { level: 1, name: "About" }).waitFor();
  await page.route("**/files/connectors-page-*.js", (route) => route.fulfill({ status: 404 }));
  await page.getByRole("link", { name: "Connectors" }).click();
  await page.getByRole("alert").getByText("Rollcall has been updated since").waitFor();
  await page.unroute("**/files/connectors-page-*.js");
  await page.getByRole("button", { name: "Load the page again" }).click();
  await page.getByRole("heading", { level: 1, name: "Connectors" }).waitFor();
});

test("[WB153] a page that the server does not tell what changes says so, and asks seldom until it does", async () => {
  const { api } = consoleUnderTest.server;
  // Nobody else's page watches as this role.
  const { page, context } = await consoleUnderTest.enter("operator", "/mark.svg");
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  await using others = new AsyncDisposableStack();
  const watches = await Promise.all(Array.from({ length: 20 }, () => api.asBrowser(cookie).watch()));
  for (const watch of watches) others.use(watch);
  await page.clock.install();
  let asked = 0;
  await page.route("**/api/v1/events", (route) => {
    asked += 1;
    return route.continue();
  });
  const refused = () =>
    page.waitForResponse((answer) => answer.url().endsWith("/events") && answer.status() === 429);
  const first = refused();
  await page.goto("/about");
  await first;
  const second = refused();
  await page.getByText("This page does not follow what changes", { exact: true }).waitFor();
  await second;
  expect(await page.getByText("The server cannot be reached").count()).toBe(0);
  // The page's own clock.
  await page.clock.fastForward(15_000);
  expect(asked).toBe(2);
  await others.disposeAsync();
  await page.clock.fastForward(30_000);
  await page.getByText("This page does not follow what changes").waitFor({ state: "detached" });
  expect(asked).toBe(3);
});

test("[WB136] a server that is away is told within seconds, and what is shown is fresh once it is back", async () => {
  const { page } = await consoleUnderTest.enter("viewer", "/connections");
  await page.getByText("No tenant is connected yet.").waitFor();
  const banner = page.getByText("The server cannot be reached", { exact: true });
  await consoleUnderTest.server.stop();
  await banner.waitFor({ timeout: 10_000 });
  const asked = page.waitForResponse((answer) => answer.ok() && answer.url().includes("/api/v1/connections"));
  await using _again = await startTestServer({
    simulator: consoleUnderTest.simulator,
    dataDir: folder.dataDir,
    env: { ROLLCALL_PORT: String(port) },
  });
  await banner.waitFor({ state: "detached" });
  await asked;
  await page.getByText("No tenant is connected yet.").waitFor();
});
