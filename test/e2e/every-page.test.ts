// Every page as each role sees it: by axe, in light and dark, wide and narrow, with long names, and with nothing in it.

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Role } from "../../src/core/access.ts";
import { type ConsoleUnderTest, startConsole } from "../support/console.ts";
import { type Furnished, furnish } from "../support/furnished-console.ts";
import { checkPage } from "../support/page-check.ts";

interface Visit {
  readonly what: string;
  readonly path: string;
  /** The heading, which is the title as well. */
  readonly title: string;
  readonly role?: Role;
  /** Until it is whole; what is opened in it. */
  readonly ready?: (page: Page) => Promise<void>;
}

const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole("heading", { level: 1, name, exact: true }).waitFor();

const visits = (_furnished: Furnished): readonly Visit[] => [
  { what: "connectors", path: "/connectors", title: "Connectors" },
  { what: "an address without a page", path: "/nowhere", title: "No such page" },
];

let full: ConsoleUnderTest;
let furnished: Furnished;
beforeAll(async () => {
  full = await startConsole();
  const names = { processed: "Contoso", errored: "Branch", held: "c".repeat(200) };
  furnished = await furnish(full, { devices: 400, names, hasLongNames: true });
});
afterAll(() => full[Symbol.asyncDispose]());

test("it is furnished", async () => {
  expect(visits(furnished).length).toBeGreaterThan(0);
  for (const { what, path, title, role = "administrator", ready } of visits(furnished)) {
    const { page, context, troubles } = await full.enter(role, path);
    await heading(page, title);
    await ready?.(page);
    await checkPage(page);
    expect(troubles, what).toEqual([]);
    await context.close();
  }
});
