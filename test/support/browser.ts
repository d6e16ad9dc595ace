// A real Chromium, as npm brings it: one for each test file, and in it a person with cookies of their own.

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium as playwright } from "playwright-core";
import { z } from "zod";

const require = createRequire(import.meta.url);
const packed = dirname(dirname(require.resolve("@sparticuz/chromium")));
const { version } = z.object({ version: z.string() }).parse(require(join(packed, "package.json")));
/** Goes with the installation that it was unpacked from. */
const cache = join(dirname(dirname(packed)), ".cache");

/** A host that is not this machine for the browser: what comes from it without TLS is no secure context. */
export const farHost = "rollcall.example";

/** No picture is drawn by a graphics card, and no sandbox can be made as root. */
const flags = [
  "--headless=shell",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--font-render-hinting=none",
  `--host-resolver-rules=MAP ${farHost} 127.0.0.1`,
];

/** Letters that are the same on every machine, and the machine's own for what those do not have. */
const fontsOf = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(folder, "fonts")}</dir>
  <cachedir>${join(folder, "font-cache")}</cachedir>
  <alias binding="strong"><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
  <alias binding="strong"><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
</fontconfig>
`;

/** By the package's own way, in a process whose folder for temporary files is this one: it knows no other. */
function unpackInto(folder: string): void {
  const script = 'import("@sparticuz/chromium").then(({ default: chromium }) => chromium.executablePath())';
  const env = { ...process.env, TMPDIR: folder };
  const { status, stderr } = spawnSync(process.execPath, ["-e", script], {
    cwd: packed,
    env,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`The browser cannot be unpacked into ${folder}: ${stderr}`);
}

/** The browser's folder. It is there whole or not at all, however many test files begin at once. */
function unpack(): string {
  const folder = join(cache, `rollcall-chromium-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const own = mkdtempSync(join(cache, "unpacking-"));
  try {
    unpackInto(own);
    writeFileSync(join(own, "fonts.conf"), fontsOf(folder));
    // Whoever tests here need not be who unpacked.
    for (const path of [own, join(own, "chromium")]) chmodSync(path, 0o755);
    renameSync(own, folder);
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    // Another test file was quicker.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** It needs nothing of the machine, and no home of whoever runs it. */
export async function openBrowser(): Promise<Browser> {
  const folder = unpack();
  const own = { HOME: folder, FONTCONFIG_FILE: join(folder, "fonts.conf") };
  return playwright.launch({
    executablePath: join(folder, "chromium"),
    args: flags,
    env: { ...process.env, ...own },
  });
}

/** What a person's browser is like, the same on every machine. */
export const person: BrowserContextOptions = {
  locale: "en-US",
  timezoneId: "Europe/Berlin",
  viewport: { width: 1280, height: 800 },
  reducedMotion: "reduce",
};
