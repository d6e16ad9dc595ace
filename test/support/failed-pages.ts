// Keeps how the pages of a failed test looked: a picture and the HTML of each, in a folder that the failure names.

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterEach } from "vitest";

const open = new Set<Page>();

/** From now on, for as long as it is open. */
export function keepIfFailed(page: Page): void {
  open.add(page);
  page.on("close", () => open.delete(page));
}

async function keep(page: Page, file: string): Promise<void> {
  await page.screenshot({ path: `${file}.png`, timeout: 10_000 });
  writeFileSync(`${file}.html`, await page.content());
}

async function keepAll(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-failed-"));
  // A page that is stuck must not hide why the test failed.
  for (const [index, page] of [...open].entries())
    await keep(page, join(folder, `page-${index + 1}`)).catch(() => undefined);
  return folder;
}

// Whoever takes pictures for the documents is no test.
if (process.env.VITEST !== undefined)
  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail" || open.size === 0) return;
    const where = `How the pages looked is in ${await keepAll()}`;
    for (const error of task.result.errors ?? []) error.message += `\n${where}`;
  });
