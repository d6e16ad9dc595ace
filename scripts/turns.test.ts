// Commands that are started at once install and build one after the other.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "rollcall turns-"));
const held = join(folder, ".setting-up");
const told = join(folder, "told");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Takes its turn, and tells when it begins and when it is over. */
const program = `
  import { appendFileSync } from "node:fs";
  const [script, root, told] = process.argv.slice(1);
  const { takeTurn } = await import(script);
  takeTurn(root);
  appendFileSync(told, "begin ");
  await new Promise((resolve) => setTimeout(resolve, 50));
  appendFileSync(told, "end ");`;
const args = ["--input-type=module", "-e", program, join(import.meta.dirname, "turns.mjs"), folder, told];
const start = (): ChildProcess => spawn(process.execPath, args, { stdio: "ignore" });

test("[WB156] commands that are started at once take turns, and one that was killed keeps nobody waiting", async () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  writeFileSync(held, String(pid));
  const ends = await Promise.all([start(), start(), start(), start()].map((child) => once(child, "exit")));
  expect(ends.map(([code]) => code)).toEqual([0, 0, 0, 0]);
  expect(readFileSync(told, "utf8")).toBe("begin end ".repeat(4));
  expect(existsSync(held)).toBe(false);
});
