// Shows that lint refuses whatever the layers forbid to import and to ask for, and nothing that they allow.

import { execFileSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const allowed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  query: ["core"],
  graph: [],
  contract: ["core"],
  sync: ["core"],
  queue: ["core"],
  access: ["core"],
  entra: ["core", "graph"],
  storage: ["core", "query"],
  http: ["core", "contract", "query"],
  server: ["core", "query", "graph", "contract", "sync", "queue", "access", "entra", "storage", "http"],
  cli: ["contract"],
};
const folders = Object.keys(allowed);
/** What the console may import of `src`; of `contract` types alone, which lint cannot tell apart. */
const allowedForWeb: readonly string[] = ["contract", "query"];
const biome = join(
  dirname(createRequire(import.meta.url).resolve("@biomejs/biome/package.json")),
  "bin/biome",
);

interface Sample {
  readonly file: string;
  readonly line: string;
  readonly refused: boolean;
}

const samples: readonly Sample[] = [
  ...folders.flatMap((from) =>
    [...folders.filter((folder) => folder !== from), "simulator"].map((to) => ({
      file: `src/${from}/imports-${to}.ts`,
      line: `import type { X } from "../${to === "simulator" ? "../simulator" : to}/x.ts";`,
      refused: !(allowed[from] ?? []).includes(to),
    })),
  ),
  ...[...folders, "simulator"].map((to) => ({
    file: `web/src/imports-${to}.ts`,
    line: `import type { X } from "../../${to === "simulator" ? to : `src/${to}`}/x.ts";`,
    refused: !allowedForWeb.includes(to),
  })),
  ...["test", "bench"].map((to) => ({
    file: `web/src/pages/imports-${to}.tsx`,
    line: `import type { X } from "../../../${to}/x.ts";`,
    refused: true,
  })),
  ...[...folders.map((folder) => `src/${folder}`), "simulator"].map((from) => ({
    file: `${from}/imports-web.ts`,
    line: `import type { X } from "${from === "simulator" ? ".." : "../.."}/web/src/x.ts";`,
    refused: true,
  })),
  { file: "web/src/imports-own.ts", line: 'import type { X } from "./api/x.ts";', refused: false },
  { file: "web/src/imports-package.ts", line: 'import type { X } from "react";', refused: false },
  { file: "web/src/imports-node.ts", line: 'import type { X } from "node:fs";', refused: true },
  {
    file: "web/src/pages/fetches.ts",
    line: 'export const X = await fetch("/api/v1/session");',
    refused: true,
  },
  {
    file: "web/src/pages/listens.ts",
    line: 'export const X = new EventSource("/api/v1/events");',
    refused: true,
  },
  { file: "web/src/api/client.ts", line: 'export const X = await fetch("/api/v1/session");', refused: false },
  { file: "src/core/imports-node.ts", line: 'import type { X } from "node:fs";', refused: true },
  { file: "src/core/imports-package.ts", line: 'import type { X } from "zod";', refused: true },
  { file: "src/core/imports-own.ts", line: 'import type { X } from "./x.ts";', refused: false },
  { file: "src/cli/commands/demo.ts", line: 'import type { X } from "../../server/x.ts";', refused: false },
  { file: "src/cli/commands/query.ts", line: 'import type { X } from "../../server/x.ts";', refused: true },
  { file: "simulator/imports-core.ts", line: 'import type { X } from "../src/core/x.ts";', refused: true },
];

let folder = "";
let refusedFiles: ReadonlySet<string> = new Set();

function lint(): string {
  const command = [
    biome,
    "lint",
    "--only=style/noRestrictedImports",
    "--only=style/noRestrictedGlobals",
    "--reporter=json",
    "--max-diagnostics=none",
    "--vcs-enabled=false",
  ];
  try {
    return execFileSync(process.execPath, command, { cwd: folder, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-layers-"));
  cpSync("biome.json", join(folder, "biome.json"));
  writeFileSync(join(folder, ".gitignore"), "");
  for (const { file, line } of samples) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(
      join(folder, file),
      line.startsWith("import") ? `${line}\nexport type Y = X;\n` : `${line}\n`,
    );
  }
  const report = JSON.parse(lint()) as { diagnostics: { location: { path: unknown } }[] };
  refusedFiles = new Set(report.diagnostics.map(({ location }) => JSON.stringify(location.path)));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(samples)("$file: refused is $refused", ({ file, refused }) => {
  expect([...refusedFiles].some((path) => path.includes(file))).toBe(refused);
});

const ours = String.raw`"(?:[^"]*src\/contract\/[^"]*|zod)"`;
const valueImports = [
  new RegExp(String.raw`^(?:import|export)\s(?!type\s)[^;]*?from ${ours};`, "gm"),
  new RegExp(String.raw`\bimport\(\s*${ours}\s*\)`, "g"),
];

/** The imports that bring more than types of `src/contract` or of zod, as they are written. */
const valuesIn = (source: string): readonly string[] =>
  valueImports.flatMap((pattern) => [...source.matchAll(pattern)].map(([text]) => text));

test("a value of the contract or of zod in the console would be seen", () => {
  const from = '"../../../src/contract/run.ts"';
  const bad = [
    `import { run } from ${from};`,
    `import {\n  run,\n  type X,\n} from ${from};`,
    `import * as all from ${from};`,
    `import { type X } from ${from};`,
    `export { run } from ${from};`,
    `const late = import(${from})`,
    'import { z } from "zod";',
  ];
  for (const text of bad) expect(valuesIn(text), text).toHaveLength(1);
  const good = [
    'import { a } from "react";',
    `import type { X } from ${from};`,
    `import type {\n  Y,\n} from ${from};`,
    'import type { z } from "zod";',
  ];
  expect(valuesIn(good.join("\n"))).toEqual([]);
});

test("the console takes nothing but types of the contract, so that zod is not in the page", () => {
  const files = globSync("web/src/**/*.{ts,tsx}");
  expect(files.length).toBeGreaterThan(50);
  const found = files.flatMap((file) =>
    valuesIn(readFileSync(file, "utf8")).map((text) => `${file}: ${text}`),
  );
  expect(found).toEqual([]);
});
