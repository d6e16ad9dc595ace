// Builds the web console when what it is made of has changed since the last build. Plain JavaScript, as `setup.mjs`.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Whatever the build reads. */
const sources = [
  "web/index.html",
  "web/vite.config.ts",
  "web/shipped-packages.ts",
  "web/tsconfig.json",
  "web/public",
  "web/src",
  "src/core",
  "src/query",
];

/** @param {string} root @returns {string[]} */
function filesOf(root) {
  return sources.flatMap((source) => {
    const path = join(root, source);
    if (!existsSync(path)) return [];
    if (/\.\w+$/.test(source)) return [path];
    const entries = readdirSync(path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));
  });
}

/** @param {string} root @param {string} lock the digest of the lock file @returns {string} */
function digestOf(root, lock) {
  const digest = createHash("sha256").update(lock);
  for (const file of filesOf(root).sort())
    digest.update(`\0${file.slice(root.length)}\0`).update(readFileSync(file));
  return digest.digest("hex");
}

/**
 * Says so where it fails, and answers whether the console is built.
 *
 * @param {string} root
 * @param {string} node the Node that the lock file brought
 * @param {string} lock the digest of the lock file
 * @returns {boolean}
 */
export function buildWeb(root, node, lock) {
  const marker = join(root, "web", "dist", ".built-from");
  const digest = digestOf(root, lock);
  const page = join(root, "web", "dist", "index.html");
  if (existsSync(page) && existsSync(marker) && readFileSync(marker, "utf8") === digest) return true;
  rmSync(marker, { force: true });
  process.stderr.write("Building the web console.\n");
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const config = join(root, "web", "vite.config.ts");
  const { status, stdout, stderr } = spawnSync(
    node,
    [vite, "build", "--config", config, "--logLevel", "warn"],
    { cwd: root, encoding: "utf8", shell: process.platform === "win32" },
  );
  if (status !== 0) {
    process.stderr.write(`${stdout}${stderr}`);
    return false;
  }
  writeFileSync(marker, digest);
  return true;
}
