// Writes the documents that tests make, so that what they say is what was played.

import { spawnSync } from "node:child_process";

const shell = process.platform === "win32";
const env = { ...process.env, ROLLCALL_WRITE_DOCS: "1" };
const tests = ["test/integration/fault-matrix.test.ts", "test/integration/http-docs.test.ts"];
const played = spawnSync("vitest", ["run", ...tests], {
  env,
  shell,
  stdio: "inherit",
});
const formatted = spawnSync("biome", ["check", "--write", "docs"], { shell, stdio: "inherit" });
process.exitCode = played.status === 0 && formatted.status === 0 ? 0 : 1;
