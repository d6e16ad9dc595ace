// What stubborn people, proxies and bad networks do to the console: it says what happened, and nothing is lost.

import type { Route } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tagView } from "../../src/contract/tag.ts";
import { farHost } from "../support/browser.ts";
import { type ConsoleUnderTest, emailOf, password, startConsole } from "../support/console.ts";
import { connect } from "../support/server.ts";

let consoleUnderTest: ConsoleUnderTest;
let connectionId = 0;
beforeAll(async () => {
  consoleUnderTest = await startConsole({ env: { ROLLCALL_ALLOWED_HOSTS: farHost } });
  const { server, simulator } = consoleUnderTest;
  const tenant = simulator.createTenant({ devices: 12, seed: 5, namelessShare: 0 });
  ({ id: connectionId } = await connect(server.api, tenant, { name: "Contoso" }));
  await server.api.run(connectionId, "full_pull");
});
afterAll(() => consoleUnderTest[Symbol.asyncDispose]());

const proxyPage = (status: number) => (route: Route) =>
  route.fulfill({ status, contentType: "text/html", body: "<h1>The proxy says hello</h1>" });

test.each([200, 502])(
  "[WB160] what a proxy answers in the server's place, with %i, is told as a server that is away",
  async (status) => {
    const { page, troubles } = await consoleUnderTest.enter("viewer", "/about");
    await page.getByText("It is ready.").waitFor();
    await page.route(/\/api\/v1\/(tags|saved-queries)/, proxyPage(status));
    for (const name of ["Tags", "Saved queries"]) {
      await page.getByRole("link", { name, exact: true }).click();
      await page.getByRole("heading", { level: 1, name }).waitFor();
      await page.getByRole("alert").getByText("The server cannot be reached").waitFor();
    }
    await page.unroute(/\/api\/v1\/(tags|saved-queries)/);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Nothing is saved yet").waitFor();
    expect(troubles).toEqual([]);
  },
);

test("[WB161] a page that is opened while the server is away is fresh once it is back, without a click", async () => {
  const { page } = await consoleUnderTest.enter("viewer", "about:blank");
  // Away as soon as the page knows who is signed in.
  const away = /\/api\/v1\/(events|connections|session)/;
  let isKnown = false;
  await page.route(away, (route) => {
    const isFirst = !isKnown && route.request().url().endsWith("/session");
    isKnown ||= isFirst;
    return isFirst ? route.continue() : proxyPage(503)(route);
  });
  await page.goto("/connections");
  await page.getByRole("alert").getByText("The server cannot be reached").waitFor();
  await page.getByText("It is tried again every few seconds").waitFor();
  await page.unroute(away);
  await page.getByRole("link", { name: "Contoso" }).waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
});

test("[WB162] over plain HTTP from another machine values are copied all the same, and nothing goes wrong", async () => {
  const { server, visit } = consoleUnderTest;
  const baseURL = `http://${farHost}:${new URL(server.url).port}`;
  const { page, troubles } = await visit(`${baseURL}/sign-in?to=/assets/1`);
  expect(await page.evaluate("isSecureContext")).toBe(false);
  await page.getByLabel("E-mail address").fill(emailOf("viewer"));
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Copy the asset's id" }).click();
  await page.getByRole("button", { name: "Copied the asset's id" }).waitFor();
  await page.goto(`${baseURL}/assets`);
  const bar = page.getByRole("textbox", { name: "Query" });
  await bar.click();
  await page.keyboard.press("Control+V");
  await bar.filter({ hasText: /^1$/ }).waitFor();
  // That a header is for secure pages alone is no trouble of the page's.
  expect(troubles.filter((text) => !text.includes("Cross-Origin-Opener-Policy"))).toEqual([]);
});

test("[WB162] where the browser lets nothing be copied, that is told", async () => {
  const { page, troubles } = await consoleUnderTest.enter("viewer", "/assets/1");
  await page.evaluate(
    "navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden')); document.execCommand = () => false;",
  );
  await page.getByRole("button", { name: "Copy the asset's id" }).click();
  await page.getByText("select the text and copy it by hand").waitFor();
  expect(troubles).toEqual([]);
});

test("[WB163] an export with a session that has ended asks for a sign-in, and saves nothing", async () => {
  const { page, context, troubles } = await consoleUnderTest.enter("viewer", "/assets");
  await page.getByRole("button", { name: "Export" }).click();
  const download = page
    .getByRole("dialog", { name: "Export assets" })
    .getByRole("button", { name: "Download" });
  let isAsked = false;
  page.on("request", (request) => {
    if (request.url().includes("/assets/export")) isAsked = true;
  });
  await context.clearCookies();
  await download.click();
  const signInAgain = page.getByRole("dialog", { name: "Your session has ended" });
  await signInAgain.getByRole("textbox", { name: "Password" }).fill(password);
  await page.keyboard.press("Enter");
  await signInAgain.waitFor({ state: "detached" });
  expect(isAsked).toBe(false);
  const [file] = await Promise.all([page.waitForEvent("download"), download.click()]);
  expect(file.suggestedFilename()).toMatch(/\.csv$/);
  expect(troubles).toEqual([]);
});

test("[WB164] an id has one spelling in an address, and an order that is none is not asked for", async () => {
  const { page, troubles } = await consoleUnderTest.enter("viewer", "/about");
  for (const id of ["1.0", "0x1", "1e0", "%201", "01", "-1", "99999999999999999999", "%00"]) {
    await page.goto(`/connections/${id}`);
    await page.getByText("This connection is not there.").waitFor();
    await page.goto(`/runs/${id}`);
    await page.getByText("This run is not there.").waitFor();
    await page.goto(`/assets/${id}`);
    await page.getByText("There is no such asset.").waitFor();
  }
  for (const sort of ["nonsense", "-", "--name", "tags", "__proto__"]) {
    await page.goto(`/assets?sort=${sort}&columns=,,,`);
    await page.getByText("Rows 1 to").waitFor();
    await page.getByRole("grid").getByRole("link").first().waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
  }
  expect(troubles).toEqual([]);
});

test("[WB165] what is tried again is what was asked before, whatever has been chosen since", async () => {
  const { server, enter } = consoleUnderTest;
  await server.api.read(tagView, server.api.post("/api/v1/tags", { name: "Twice" }));
  const { page, troubles } = await enter("operator", "/assets");
  const bodies: (string | null)[] = [];
  await page.route("**/put-on", (route) => {
    bodies.push(route.request().postData());
    return bodies.length === 1 ? route.abort() : route.continue();
  });
  const box = (row: number) => page.locator(`[role=row][aria-rowindex="${row}"]`).getByRole("checkbox");
  await box(2).click();
  await page.getByRole("button", { name: "Put a tag on" }).click();
  await page.getByRole("option", { name: "Twice" }).click();
  await page.getByRole("alert").getByText("The tag was not changed").waitFor();
  await box(3).click();
  await page.getByText("2 assets chosen").waitFor();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("“Twice” is put on, 1 asset changed.").waitFor();
  expect(bodies[1]).toBe(bodies[0]);
  expect(troubles).toEqual([]);
});

test("[WB166] a double click asks for one thing", async () => {
  const { page, troubles } = await consoleUnderTest.enter("operator", `/connections/${connectionId}`);
  const asked: number[] = [];
  page.on("response", (answer) => {
    if (answer.request().method() === "POST") asked.push(answer.status());
  });
  await page.getByRole("button", { name: "Run now" }).dblclick();
  await page.getByText("The run is queued").waitFor();
  await page.getByRole("tab", { name: "Runs" }).click();
  await page.getByRole("row", { name: /Run 2/ }).getByText("Completed").waitFor();
  expect(asked).toEqual([202]);
  expect(troubles).toEqual([]);
});

test("[WB167] whoever keeps what they typed, once somebody else has signed in, goes on only as who they were", async () => {
  const { page, context, troubles } = await consoleUnderTest.enter(
    "operator",
    `/connections/${connectionId}/schedule`,
  );
  // The page would be loaded anew: the browser asks, and they stay.
  page.on("dialog", (dialog) => void dialog.dismiss());
  await page.getByLabel("Occurs").selectOption("daily");
  const { context: others } = await consoleUnderTest.enter("administrator", "/about");
  await context.addCookies(await others.cookies());
  await page.evaluate("window.dispatchEvent(new Event('visibilitychange'))");
  const signInAgain = page.getByRole("dialog", { name: "Your session has ended" });
  await signInAgain.getByLabel("E-mail address").fill(emailOf("operator"));
  await signInAgain.getByRole("textbox", { name: "Password" }).fill(password);
  await page.keyboard.press("Enter");
  await signInAgain.waitFor({ state: "detached" });
  expect(await page.getByLabel("Occurs").inputValue()).toBe("daily");
  expect(troubles).toEqual([]);
});
