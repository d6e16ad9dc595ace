// Takes the pictures of docs/screenshots: a real server, a simulated tenant of 2,000 devices, and each page as people see it.

import { mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { type ConsoleUnderTest, startConsole } from "../test/support/console.ts";
import { type Furnished, furnish } from "../test/support/furnished-console.ts";
import { settle } from "../test/support/page-check.ts";
import { untilLoaded } from "../test/support/page-visits.ts";

const folder = join(import.meta.dirname, "..", "docs", "screenshots");
/** A picture in a document must load at once. */
const mostBytes = 150 * 1024;
const screens = {
  wide: { width: 1280, height: 800 },
  narrow: { width: 375, height: 740 },
  low: { width: 1280, height: 720 },
};

interface Picture {
  readonly name: string;
  readonly path: string;
  readonly scheme?: "light" | "dark";
  readonly screen?: keyof typeof screens;
  /** Until it shows what it is for. */
  readonly ready: (page: Page) => Promise<void>;
}

const row = (page: Page): Promise<void> => page.getByRole("row").nth(3).waitFor();
const windows = "/assets?query=operatingSystem.category%3A%20Windows%20and%20entra.isCompliant%3A%20false";
const heading =
  (name: string) =>
  (page: Page): Promise<void> =>
    page.getByRole("heading", { name }).first().waitFor();

async function secondStep(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Next: profile and connection" }).click();
  await page.getByRole("heading", { name: "Profile and connection" }).waitFor();
}

const picturesOf = ({ processed, held }: Furnished, assetId: number): readonly Picture[] => [
  { name: "dashboard", path: "/", ready: heading("Dashboard") },
  { name: "dashboard-dark", path: "/", scheme: "dark", ready: heading("Dashboard") },
  { name: "dashboard-narrow", path: "/", screen: "narrow", ready: heading("Dashboard") },
  { name: "assets", path: windows, screen: "low", ready: row },
  { name: "assets-dark", path: windows, scheme: "dark", screen: "low", ready: row },
  { name: "assets-narrow", path: windows, screen: "narrow", ready: row },
  { name: "asset", path: `/assets/${assetId}`, ready: heading("Mapped fields") },
  { name: "history", path: "/history?run=2", ready: heading("History") },
  { name: "tags", path: "/tags", ready: (page) => page.getByText("Head office").first().waitFor() },
  { name: "saved-queries", path: "/saved-queries", ready: heading("Saved queries") },
  { name: "connections", path: "/connections", ready: (page) => page.getByText("Errored").first().waitFor() },
  { name: "connection", path: `/connections/${processed.id}`, ready: heading(processed.name) },
  {
    name: "connection-dark",
    path: `/connections/${processed.id}`,
    scheme: "dark",
    ready: heading(processed.name),
  },
  { name: "held-for-approval", path: `/connections/${held.id}`, ready: heading(held.name) },
  {
    name: "transform-map",
    path: `/connections/${processed.id}/transform-map`,
    ready: (page) => page.getByText("displayName").first().waitFor(),
  },
  { name: "new-connection", path: "/connections/new", ready: secondStep },
  { name: "audit-log", path: "/audit-log", ready: row },
];

async function firstAssetOf({ server }: ConsoleUnderTest): Promise<number> {
  const { body } = await server.api.get("/api/v1/assets?query=tag.name%3A%20Payment&limit=1");
  const [first] = (body as { items: readonly { id: number }[] }).items;
  if (first === undefined) throw new Error("The tenant has no asset.");
  return first.id;
}

async function take(console_: ConsoleUnderTest, picture: Picture): Promise<void> {
  const { name, path, scheme = "light", screen = "wide", ready } = picture;
  const options = { viewport: screens[screen], colorScheme: scheme };
  const { page, context } = await console_.enter("administrator", path, options);
  await ready(page);
  await untilLoaded(page);
  await settle(page);
  const file = join(folder, `${name}.png`);
  await page.screenshot({ path: file });
  await context.close();
  const { size } = statSync(file);
  console.log(`${name}.png ${Math.round(size / 1000)} kB`);
  if (size > mostBytes) throw new Error(`${name}.png has ${size} bytes; ${mostBytes} is the most.`);
}

await using opened = await startConsole();
const names = { processed: "Contoso", errored: "Contoso Asia", held: "Fabrikam" };
const furnished = await furnish(opened, { devices: 2000, names, hasLongNames: false });
const wanted = process.argv.slice(2);
if (wanted.length === 0) rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const picture of picturesOf(furnished, await firstAssetOf(opened)))
  if (wanted.length === 0 || wanted.includes(picture.name)) await take(opened, picture);
