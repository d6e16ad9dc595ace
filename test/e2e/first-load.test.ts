// How much of the console comes over the wire before the first pages are there.

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

test("[WB137] the sign-in page takes less than 300 kB of compressed script, and so does the assets page", async ({
  annotate,
}) => {
  const stranger = await consoleUnderTest.visit("about:blank");
  const signIn = await measureFirstLoad(stranger.page, async () => {
    await stranger.page.goto("/sign-in");
    await stranger.page.getByLabel("E-mail address").waitFor();
    await stranger.page.waitForLoadState("networkidle");
  });
  const viewer = await consoleUnderTest.enter("viewer", "about:blank");
  const assets = await measureFirstLoad(viewer.page, async () => {
    await viewer.page.goto("/assets");
    await viewer.page.getByRole("heading", { level: 1, name: "Assets" }).waitFor();
    await viewer.page.getByRole("heading", { level: 1, name: "Assets" }).waitFor();
  });
  for (const [name, load] of Object.entries({ signIn, assets })) {
    // More than nothing, or what is measured is not what is loaded.
    expect(load.scriptBytes, name).toBeGreaterThan(50_000);
    expect(load.scriptBytes, `${name}: ${JSON.stringify(load, null, 1)}`).toBeLessThan(mostBytes);
  }
  await annotate(
    `bytes of script and style: sign-in ${signIn.scriptBytes} and ${signIn.styleBytes}, assets ${assets.scriptBytes} and ${assets.styleBytes}`,
  );
});
