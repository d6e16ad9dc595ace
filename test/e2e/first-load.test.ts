// How much of the console comes over the wire before the first pages are there.

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConsoleUnderTest, startConsole } from "../support/console.ts";
import { measureFirstLoad } from "../support/first-load.ts";
import { connect } from "../support/server.ts";

const mostBytes = 300_000;

let consoleUnderTest: ConsoleUnderTest;
beforeAll(async () => {
  consoleUnderTest = await startConsole();
  const { server, simulator } = consoleUnderTest;
  const { id } = await connect(server.api, simulator.createTenant({ devices: 20, seed: 1 }));
  await server.api.run(id);
});
afterAll(() => consoleUnderTest[Symbol.asyncDispose]());

const rowsOf = (page: Page) =>
  page.getByRole("link", { name: /./ }).and(page.locator('[href^="/assets/"]')).first();

test("[WB137] the sign-in page takes less than 300 kB of compressed script, and so does the assets page with its rows", async ({
  annotate,
}) => {
  const { page: door } = await consoleUnderTest.visit("about:blank");
  const signIn = await measureFirstLoad(door, async () => {
    await door.goto("/sign-in");
    await door.getByLabel("E-mail address").waitFor();
  });
  const { page } = await consoleUnderTest.enter("viewer", "about:blank");
  const assets = await measureFirstLoad(page, async () => {
    await page.goto("/assets");
    await rowsOf(page).waitFor();
  });
  for (const [name, load] of Object.entries({ signIn, assets })) {
    // More than nothing, or what is measured is not what is loaded.
    expect(load.scriptBytes, name).toBeGreaterThan(50_000);
    expect(load.scriptBytes, `${name}: ${JSON.stringify(load, null, 1)}`).toBeLessThan(mostBytes);
  }
  const query = await measureFirstLoad(page, async () => {
    await page.goto("/assets?query=name%3A%20*");
    await page.locator(".cm-content").waitFor();
    await rowsOf(page).waitFor();
  });
  const told = Object.entries({ signIn, assets, "with the editor": query });
  const figures = told.map(([name, load]) => `${name} ${load.scriptBytes} and ${load.styleBytes}`);
  await annotate(`Bytes of script and style: ${figures.join(", ")}`);
});

test("[WB137] the editor comes when somebody is about to write", async () => {
  const { page } = await consoleUnderTest.enter("viewer", "/assets");
  await rowsOf(page).waitFor();
  expect(await page.locator(".cm-content").count()).toBe(0);
  await page.getByRole("textbox", { name: "Query", exact: true }).hover();
  await page.locator(".cm-content").waitFor();
});
