// When the console is built anew, and what becomes of a build that fails; in a folder whose path has a space.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "rollcall build-"));
const page = join(folder, "web", "dist", "index.html");
const marker = join(folder, "web", "dist", ".built-from");

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** As the script before every npm command does it. */
const script = (lock: string): readonly string[] => [
  "--input-type=module",
  "-e",
  "const [script, root, node, lock] = process.argv.slice(1); const { buildWeb } = await import(script); process.exitCode = buildWeb(root, node, lock) ? 0 : 1;",
  join(import.meta.dirname, "build-web.mjs"),
  folder,
  process.execPath,
  lock,
];

function build(lock = "a lock file"): { readonly isBuilt: boolean; readonly said: string } {
  const { status, stderr } = spawnSync(process.execPath, script(lock), { encoding: "utf8" });
  return { isBuilt: status === 0, said: stderr };
}

const start = (): ChildProcess => spawn(process.execPath, script("a lock file"), { stdio: "ignore" });
const ended = async (child: ChildProcess): Promise<unknown> => (await once(child, "exit"))[0];

const builtFolders = (): readonly string[] =>
  readdirSync(join(folder, "web")).filter((name) => name.startsWith("dist"));

beforeAll(() => {
  symlinkSync(join(import.meta.dirname, "..", "node_modules"), join(folder, "node_modules"));
  write(
    "web/vite.config.ts",
    'export default { root: import.meta.dirname, build: { outDir: "dist", emptyOutDir: true } };',
  );
  write("web/index.html", '<title>One</title><script type="module" src="/src/main.ts"></script>');
  write("web/src/main.ts", 'import { word } from "../../src/query/word.ts";\ndocument.title = word;');
  write("src/query/word.ts", 'export const word: string = "a";');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("[WB130] the console is built where its sources, those of the query language, or the lock file have changed", () => {
  expect(build()).toMatchObject({ isBuilt: true, said: expect.stringContaining("Building") });
  expect(existsSync(page)).toBe(true);
  expect(build()).toEqual({ isBuilt: true, said: "" });
  write("web/src/main.test.ts", "this is no part of the page");
  expect(build()).toEqual({ isBuilt: true, said: "" });
  write("src/query/word.ts", 'export const word: string = "b";');
  expect(build().said).toContain("Building");
  write("web/index.html", '<title>Two</title><script type="module" src="/src/main.ts"></script>');
  expect(build().said).toContain("Building");
  expect(readFileSync(page, "utf8")).toContain("Two");
  expect(build("another lock file").said).toContain("Building");
  expect(build("another lock file").said).toBe("");
});

test("[WB130] a build that was interrupted or lost is made again", () => {
  expect(build().isBuilt).toBe(true);
  rmSync(page);
  expect(build()).toMatchObject({ isBuilt: true, said: expect.stringContaining("Building") });
  expect(existsSync(page)).toBe(true);
});

test("[WB131] a build that fails says why, leaves the console of before whole, and is made again", () => {
  write("web/src/main.ts", "document.title = 'before';");
  expect(build().isBuilt).toBe(true);
  const before = [readFileSync(page, "utf8"), readFileSync(marker, "utf8")];
  write("web/src/main.ts", 'import { word } from "./nowhere.ts";\ndocument.title = word;');
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const { isBuilt, said } = build();
    expect(isBuilt).toBe(false);
    expect(said).toContain("nowhere.ts");
    expect([readFileSync(page, "utf8"), readFileSync(marker, "utf8")]).toEqual(before);
  }
  expect(builtFolders()).toEqual(["dist"]);
});

test("[WB150] a console is in its place whole or not at all, be it that two commands build it at once or one was interrupted", async () => {
  rmSync(join(folder, "web", "dist"), { recursive: true, force: true });
  write("web/src/main.ts", "document.title = 'two at once';");
  // A process that is over, and one that is not.
  const { pid } = spawnSync(process.execPath, ["--version"]);
  write(`web/dist-new-${pid}/index.html`, "half");
  write(`web/dist-new-${process.pid}/index.html`, "somebody's at work");
  const builds = [start(), start(), start()];
  expect(await Promise.all(builds.map(ended))).toEqual([0, 0, 0]);
  expect(builtFolders()).toEqual(["dist", `dist-new-${process.pid}`]);
  const [, script = ""] = /src="([^"]+)"/.exec(readFileSync(page, "utf8")) ?? [];
  expect(readFileSync(join(folder, "web", "dist", script), "utf8")).toContain("two at once");
  expect(build()).toEqual({ isBuilt: true, said: "" });
});
