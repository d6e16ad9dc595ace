// What must be right of every page: axe finds nothing in it, and it is no wider than the screen.

import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Painted twice, and whatever moves has come to rest, but what moves for ever. */
const settled = `(async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const moving = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime < 60_000);
  await Promise.allSettled(moving.map(({ finished }) => finished));
})()`;

export const settle = async (page: Page): Promise<void> => {
  await page.evaluate(settled);
};

/** What opens over a page lies beside its landmarks, and has the keyboard while it is open. */
const isInOpenMenu = (id: string, { target, html }: axe.Result["nodes"][number]): boolean =>
  id === "region" && /portal|Menu|Popover|Combobox/.test(`${target} ${html}`);

/** What axe finds wrong with the page as it is, a line each. */
export async function faultsOf(page: Page, options: axe.RunOptions = {}): Promise<readonly string[]> {
  // The page's policy lets in no script by address, and nothing is let in by this way but for whoever drives the browser.
  await page.evaluate(axe.source);
  const text = `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`;
  const violations = (await page.evaluate(text)) as axe.Result[];
  return violations.flatMap(({ id, nodes }) =>
    nodes
      .filter((node) => !isInOpenMenu(id, node))
      .map(({ target, html, any }) => `${id}: ${target} ${html.slice(0, 200)} ${any[0]?.message ?? ""}`),
  );
}

const contrast: axe.RunOptions = { runOnly: { type: "rule", values: ["color-contrast"] } };

/** Where the page is wider than the screen: what reaches beyond it. */
const tooWide = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const beyond = [...document.body.querySelectorAll("*")].filter((one) => {
    const { right, width } = one.getBoundingClientRect();
    return width > 0 && right > clientWidth + 0.5;
  });
  return ["the page is " + scrollWidth + " px wide", ...beyond.map((one) => one.outerHTML.slice(0, 160))];
})()`;

async function checkWidth(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 800 });
  await settle(page);
  const found = (await page.evaluate(tooWide)) as string[];
  expect(found.slice(0, 12), `The page scrolls sideways at ${width} px.`).toEqual([]);
}

async function checkScheme(page: Page, colorScheme: "light" | "dark", options: axe.RunOptions) {
  await page.emulateMedia({ colorScheme });
  await settle(page);
  const where = `${colorScheme}, ${page.viewportSize()?.width ?? 0} px`;
  expect(await faultsOf(page, options), where).toEqual([]);
}

/** In light and dark, on a wide and on a narrow screen. */
export async function checkPage(page: Page): Promise<void> {
  await checkWidth(page, 1280);
  await checkScheme(page, "light", {});
  await checkScheme(page, "dark", contrast);
  await checkWidth(page, 375);
  await checkScheme(page, "dark", {});
}
