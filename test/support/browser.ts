// A real Chromium, as npm brings it: one for each test file, and in it a person with cookies of their own.

import chromium from "@sparticuz/chromium";
import { type Browser, type BrowserContextOptions, chromium as playwright } from "playwright-core";

/** No picture is drawn by a graphics card, and no sandbox can be made as root. */
const flags = ["--headless=shell", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];

/** The browser's own files are unpacked into the folder for temporary files, once. */
export async function openBrowser(): Promise<Browser> {
  return playwright.launch({ executablePath: await chromium.executablePath(), args: flags });
}

/** What a person's browser is like, the same on every machine. */
export const person: BrowserContextOptions = {
  locale: "en-US",
  timezoneId: "Europe/Berlin",
  viewport: { width: 1280, height: 800 },
  reducedMotion: "reduce",
};
