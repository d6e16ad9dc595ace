// What a person sees of `npm run soak`.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

function soak(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const program = join(import.meta.dirname, "soak.ts");
  return spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
}

test("the soak plays as many histories as it is told", () => {
  const { status, stdout, stderr } = soak("--histories", "3", "--seed", "41");
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toBe("3 histories from seed 41\n3 histories, 0 failed\n");
});

test.each(["", "--histories 0", "--histories 3 --seed x", "--devices 3"])('the soak refuses "%s"', (line) => {
  const { status, stdout, stderr } = soak(...line.split(" ").filter((word) => word !== ""));
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("npm run soak -- --histories N [--seed S]");
});
