// The command line of the simulator.

import { expect, test } from "vitest";
import { helpText, readOptions } from "./options.ts";

test("without options there are defaults", () => {
  expect(readOptions([])).toEqual({
    devices: 20_000,
    seed: 1,
    "latency-ms": 0,
    "login-port": 0,
    "graph-port": 0,
    https: false,
    gzip: false,
    "exit-with-parent": false,
    help: false,
  });
});

test("options are read", () => {
  const args = ["--devices", "5", "--https", "--ca-file", "ca.pem", "--tenant-domain", "a.example"];
  expect(readOptions(args)).toMatchObject({
    devices: 5,
    https: true,
    "ca-file": "ca.pem",
    "tenant-domain": "a.example",
  });
});

test.each([
  [["--devices", "many"], "--devices"],
  [["--devices", "-1"], "--devices"],
  [["--devices", "1e3"], "--devices"],
  [["--seed", "4294967296"], "--seed"],
  [["--graph-port", "65536"], "--graph-port"],
  [["--client-id", "me"], "--client-id"],
  [["--tenant-domain", "No Domain"], "--tenant-domain"],
  [["--ca-file", "ca.pem"], "--ca-file"],
  [["--devices"], "--devices"],
  [["--unknown"], "--unknown"],
  [["stray"], "stray"],
])("%j is refused, by name", (args, name) => {
  expect(readOptions(args)).toMatchObject({ problem: expect.stringContaining(name) });
});

test("the help names every option", () => {
  for (const name of Object.keys(readOptions([]))) expect(helpText).toContain(`--${name} `);
  expect(helpText).toContain("--client-secret-file ");
});
