// docs/fault-matrix.md is what really happens: each of its cells is played, and the whole must be what is written there.

import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/start.ts";
import { faults, operations, playFault } from "../support/fault-matrix.ts";

const file = "docs/fault-matrix.md";
const preface = `# Fault matrix

What becomes of a run when a request of it meets a fault: once, and each time that it is tried. The table is made by the test
that plays every cell against the simulator; in each of them it also sees that no asset is lost or retired by the fault, and that
a quiet full pull afterwards has the tenant's truth. \`npm run docs\` writes it anew.

A list has one page here, so a page without a next link is its last one in any case; a delta page must have one link or the other. At the token
request a bare status comes with AADSTS90033 and the OAuth error \`temporarily_unavailable\`.
`;

const cells = new Map<string, string>();
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

const rows = faults.flatMap(({ name, fault, at }) =>
  operations
    .filter(({ operation }) => at.includes(operation))
    .map((where) => ({ name, fault, where, title: `${name} at a ${where.name}` })),
);

test.each(rows)(
  "[GR9] [RT2] $title loses and retires nothing",
  async ({ name, fault, where }) => {
    const once = await playFault(simulator, where, fault, 1);
    const always = await playFault(simulator, where, fault, "always");
    cells.set(`${name} ${where.operation}`, `| ${name} | ${where.name} | ${once} | ${always} |`);
  },
  // A thousand empty pages are read before they count as endless.
  30_000,
);

test("docs/fault-matrix.md says what happens", () => {
  const lines = rows.map(({ name, where }) => cells.get(`${name} ${where.operation}`));
  const table = ["| fault | request | once | each time |", "| --- | --- | --- | --- |", ...lines].join("\n");
  const made = `${preface}\n${table}\n`;
  if (process.env.ROLLCALL_WRITE_DOCS === "1") writeFileSync(file, made);
  const unpadded = readFileSync(file, "utf8").replace(/ +\|/g, " |").replace(/-{3,}/g, "---");
  expect(unpadded).toBe(made);
});
