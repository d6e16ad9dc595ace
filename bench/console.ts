// What the console feels like over a million assets: the real server, and a real browser that looks at all of them.

import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { startSimulatorProcess } from "../src/cli/simulator-process.ts";
import { openBrowser, person } from "../test/support/browser.ts";
import { percentile, RealServer } from "./real-server.ts";

const { values } = parseArgs({
  options: {
    devices: { type: "string", default: "1000000" },
    rounds: { type: "string", default: "10" },
  },
});
const devices = Number(values.devices);
const rounds = Number(values.rounds);

const email = "bench@contoso.example";
const password = "a password of this benchmark";
const tableAt = "document.querySelector('[role=grid]')";

/** Notes each time that the page could not answer for a twentieth of a second. */
const watchLongTasks = `
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longTasks.push(duration);
  }).observe({ type: "longtask", buffered: true });`;

const shown = (ms: number): string => `${Math.round(ms).toLocaleString("en").padStart(6)} ms`;

/** Until every row that is seen has come, looked at before each picture. */
const rowsAreThere = `new Promise((done) => {
  const look = () => {
    const table = ${tableAt};
    const { top, bottom } = table?.getBoundingClientRect() ?? { top: 0, bottom: 0 };
    const seen = [...(table?.querySelectorAll("[role=row][data-row]") ?? [])].filter((row) => {
      const place = row.getBoundingClientRect();
      return place.bottom > top && place.top < bottom;
    });
    const isThere = seen.length > 3 && seen.every((row) => !row.hasAttribute("aria-busy"));
    if (isThere) done();
    else requestAnimationFrame(look);
  };
  look();
})`;

async function time(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

const untilRows = (page: Page): Promise<unknown> => page.evaluate(rowsAreThere);

async function tellLongTasks(page: Page, what: string): Promise<void> {
  const tasks = (await page.evaluate("window.longTasks.splice(0)")) as number[];
  const longest = tasks.length === 0 ? "none over 50 ms" : `longest ${shown(Math.max(...tasks))}`;
  console.log(`${what.padEnd(52)} ${longest}, ${tasks.length} in all`);
}

async function signIn(server: RealServer, page: Page): Promise<void> {
  await server.ask("POST", "/api/v1/users", { email, name: "Bench", role: "operator", password });
  await page.goto(`${server.url}/sign-in`);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname === "/");
}

/** From the address to rows; and to the counts of all facets, which come by themselves. */
async function measureOpening(server: RealServer, page: Page, query: string): Promise<void> {
  const address = `${server.url}/assets?${new URLSearchParams({ query })}`;
  const opened: number[] = [];
  const counted: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const facets = page.waitForResponse((answer) => answer.url().includes("/api/v1/assets/facets"));
    const startedAt = performance.now();
    await page.goto(address, { waitUntil: "commit" });
    await page.getByRole("grid").waitFor();
    await untilRows(page);
    opened.push(performance.now() - startedAt);
    await (await facets).finished();
    counted.push(performance.now() - startedAt);
  }
  const name = query === "" ? "everything" : query;
  console.log(
    `${`Opened: ${name}`.padEnd(52)} rows ${shown(percentile(opened, 0.95))}, facets ${shown(percentile(counted, 0.95))}`,
  );
}

async function measureWheel(page: Page): Promise<void> {
  await page.getByRole("grid").hover();
  const waits: number[] = [];
  for (let turn = 0; turn < 300; turn += 1) {
    await page.mouse.wheel(0, 120);
    await page.evaluate("new Promise((done) => requestAnimationFrame(done))");
    if (turn % 30 === 29) waits.push(await time(() => untilRows(page)));
  }
  const scrolled = Number(await page.evaluate(`${tableAt}.scrollTop`));
  if (scrolled < 300 * 100) throw new Error(`The wheel moved the table by ${scrolled} pixels alone.`);
  await tellLongTasks(page, `Wheel, 300 turns; rows after at most ${shown(Math.max(...waits))}`);
}

/** Where the thumb is let go, in parts of all; the search begins anew each time, so that nothing is kept. */
async function measureDragging(page: Page): Promise<void> {
  for (const share of [0.25, 0.5, 0.9, 1]) {
    const durations: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await page.evaluate(`${tableAt}.scrollTop = 0`);
      await untilRows(page);
      const place = `(${tableAt}.scrollHeight - ${tableAt}.clientHeight) * ${share - round * 0.001}`;
      durations.push(
        await time(async () => {
          await page.evaluate(`${tableAt}.scrollTop = ${place}`);
          await page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))",
          );
          await untilRows(page);
        }),
      );
    }
    await tellLongTasks(
      page,
      `Thumb to ${Math.round(share * 100)} %: rows after ${shown(percentile(durations, 0.95))}`,
    );
  }
}

await using simulator = await startSimulatorProcess(devices, 1);
await using server = await RealServer.start(simulator.tenant);
console.log(`The pull: ${await server.pull(await server.connect(simulator.tenant))}`);
const browser = await openBrowser();
try {
  const page = await (await browser.newContext(person)).newPage();
  await page.addInitScript(watchLongTasks);
  await signIn(server, page);
  console.log(`\n${devices.toLocaleString("en")} assets; p95 of ${rounds}`);
  for (const query of ["operatingSystem: Windows", "name: *4*", ""])
    await measureOpening(server, page, query);
  await page.evaluate("window.longTasks.splice(0)");
  await measureWheel(page);
  await measureDragging(page);
} finally {
  await browser.close();
}
