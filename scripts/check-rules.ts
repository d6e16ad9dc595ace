// Fails when a rule of docs/sync-rules.md has no test, or a test names a rule that does not exist.

import { globSync, readFileSync } from "node:fs";
import { findRuleProblems } from "./rules.ts";

const files = globSync("{src,simulator,test,scripts,web}/**/*.test.ts").filter(
  (file) => !file.includes("node_modules"),
);
const tests = new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
const problems = findRuleProblems(readFileSync("docs/sync-rules.md", "utf8"), tests);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
