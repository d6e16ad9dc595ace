// Goes to a page, opens what it has to open, and looks whether everything is right there.

import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Role } from "../../src/core/access.ts";
import type { ConsoleUnderTest } from "./console.ts";
import { checkPage } from "./page-check.ts";

export interface Visit {
  readonly what: string;
  readonly path: string;
  /** The heading, which is the title as well. */
  readonly title: string | RegExp;
  readonly role?: Role | "nobody";
  /** What is opened there, and until it is there. */
  readonly open?: (page: Page) => Promise<void>;
}

/** What was asked for as the page came is there. */
export async function untilLoaded(page: Page): Promise<void> {
  const waiting = page.locator('[aria-busy="true"], [aria-label^="Loading"]').filter({ visible: true });
  while ((await waiting.count()) > 0) await waiting.first().waitFor({ state: "hidden" });
}

export async function arrive(page: Page, { title, open }: Visit): Promise<void> {
  await page.getByRole("heading", { level: 1, name: title, exact: true }).first().waitFor();
  await untilLoaded(page);
  await open?.(page);
  expect(await page.getByRole("heading", { level: 1 }).count(), "One heading is the page's.").toBe(1);
  const heading = await page.getByRole("heading", { level: 1 }).first().textContent();
  expect(await page.title()).toBe(`${heading} · Rollcall`);
}

/** By axe, in light and dark, on a wide and a narrow screen, and without an error in the page. */
export async function checkVisit(console_: ConsoleUnderTest, visit: Visit): Promise<void> {
  const { path, role = "administrator" } = visit;
  const { page, context, troubles } =
    role === "nobody" ? await console_.visit(path) : await console_.enter(role, path);
  await arrive(page, visit);
  await checkPage(page);
  expect(troubles).toEqual([]);
  await context.close();
}

export const dialog =
  (button: string | RegExp, name: string | RegExp) =>
  async (page: Page): Promise<void> => {
    await page.getByRole("button", { name: button }).first().click();
    await page.getByRole("dialog", { name }).first().waitFor();
  };

export const menu =
  (button: string | RegExp) =>
  async (page: Page): Promise<void> => {
    await page.getByRole("button", { name: button }).first().click();
    await page.getByRole("menu").first().waitFor();
  };
