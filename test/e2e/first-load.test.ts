// How much of the console comes over the wire before the first pages are there.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type ConsoleUnderTest, startConsole } from "../support/console.ts";
import { type FirstLoad, measureFirstLoad } from "../support/first-load.ts";
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

/** What comes once a page has nothing else to do is asked for and never comes. */
const neverIdle = "window.requestIdleCallback = () => 0; window.cancelIdleCallback = () => undefined;";

async function measureAssets(isIdle: boolean): Promise<FirstLoad> {
  const { page, context } = await consoleUnderTest.enter("viewer", "about:blank");
  if (!isIdle) await context.addInitScript(neverIdle);
  return measureFirstLoad(page, async () => {
    await page.goto("/assets");
    await page.getByRole("link", { name: /./ }).and(page.locator('[href^="/assets/"]')).first().waitFor();
    if (isIdle) await page.locator(".cm-content").waitFor();
  });
}

test("[WB137] the sign-in page takes less than 300 kB of compressed script, and so does the assets page with its rows", async ({
  annotate,
}) => {
  const { page } = await consoleUnderTest.visit("about:blank");
  const signIn = await measureFirstLoad(page, async () => {
    await page.goto("/sign-in");
    await page.getByLabel("E-mail address").waitFor();
  });
  const assets = await measureAssets(false);
  for (const [name, load] of Object.entries({ signIn, assets })) {
    // More than nothing, or what is measured is not what is loaded.
    expect(load.scriptBytes, name).toBeGreaterThan(50_000);
    expect(load.scriptBytes, `${name}: ${JSON.stringify(load, null, 1)}`).toBeLessThan(mostBytes);
  }
  const whole = await measureAssets(true);
  expect(whole.scriptBytes).toBeGreaterThan(assets.scriptBytes);
  const told = Object.entries({ signIn, assets, "with the editor": whole });
  const figures = told.map(([name, load]) => `${name} ${load.scriptBytes} and ${load.styleBytes}`);
  await annotate(`Bytes of script and style: ${figures.join(", ")}`);
});
