// `npm run bench`: every benchmark one after the other, or the one that is named, with its options.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const benchmarks: Readonly<Record<string, string>> = {
  memory: "full-pull-memory.ts",
  requests: "requests-while-pulling.ts",
  threads: "threaded-store.ts",
  search: "search.ts",
  console: "console.ts",
  workers: "workers.ts",
};

function run(file: string, options: readonly string[]): void {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const { status } = spawnSync(process.execPath, [path, ...options], { stdio: "inherit" });
  if (status !== 0) process.exitCode = status ?? 1;
}

const [name, ...options] = process.argv.slice(2);
if (name === undefined) for (const file of Object.values(benchmarks)) run(file, []);
else {
  const file = benchmarks[name];
  if (file === undefined) {
    console.error(`There is no benchmark ${name}: ${Object.keys(benchmarks).join(", ")}.`);
    process.exitCode = 2;
  } else run(file, options);
}
