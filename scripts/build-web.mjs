// Builds the web console when what it is made of has changed since the last build. Plain JavaScript, as `setup.mjs`.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isCode, isRunning } from "./turns.mjs";

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

/** What builds that were interrupted have left. @param {string} web */
function clearAway(web) {
  for (const name of readdirSync(web)) {
    const [, id] = /^dist-(?:new|old)-(\d+)$/.exec(name) ?? [];
    if (id !== undefined && (Number(id) === process.pid || !isRunning(Number(id))))
      rmSync(join(web, name), { recursive: true, force: true });
  }
}

/**
 * @param {string} root
 * @param {string} node
 * @param {string} folder what is built goes there
 * @returns {boolean}
 */
function runVite(root, node, folder) {
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const config = join(root, "web", "vite.config.ts");
  const args = [vite, "build", "--config", config, "--outDir", folder, "--logLevel", "warn"];
  // Windows starts a `.cmd` by its shell alone, which takes a space for the end of a word.
  const isWindows = process.platform === "win32";
  const words = isWindows ? [node, ...args].map((word) => `"${word}"`) : [node, ...args];
  const [command = node, ...rest] = words;
  const result = spawnSync(command, rest, { cwd: root, encoding: "utf8", shell: isWindows });
  if (result.error) process.stderr.write(`${result.error.message}\n`);
  if (result.status !== 0) process.stderr.write(`${result.stdout ?? ""}${result.stderr ?? ""}`);
  return result.status === 0;
}

/** Puts a whole build where the server reads it. Another process may be about the same. @param {string} web @param {string} built */
function putInPlace(web, built) {
  const place = join(web, "dist");
  const old = join(web, `dist-old-${process.pid}`);
  const forget = () => rmSync(old, { recursive: true, force: true });
  for (let attempt = 1; ; attempt += 1) {
    try {
      renameSync(place, old);
    } catch (error) {
      if (!isCode(error, "ENOENT")) throw error;
    }
    try {
      renameSync(built, place);
      return forget();
    } catch (error) {
      // The other put its own there meanwhile.
      forget();
      if (attempt === 3) throw error;
    }
  }
}

/** @param {string} root @param {string} digest @returns {boolean} */
function isBuiltFrom(root, digest) {
  const marker = join(root, "web", "dist", ".built-from");
  const page = join(root, "web", "dist", "index.html");
  return existsSync(page) && existsSync(marker) && readFileSync(marker, "utf8") === digest;
}

/** Whether there is nothing to build. @param {string} root @param {string} lock as for `buildWeb` @returns {boolean} */
export const isWebBuilt = (root, lock) => isBuiltFrom(root, digestOf(root, lock));

/**
 * Says so where it fails, and answers whether the console is built. It is built beside the one in use, which a server may be
 * giving out, and takes its place once it is whole.
 *
 * @param {string} root
 * @param {string} node the Node that the lock file brought
 * @param {string} lock the digest of the lock file
 * @returns {boolean}
 */
export function buildWeb(root, node, lock) {
  const web = join(root, "web");
  const digest = digestOf(root, lock);
  if (isBuiltFrom(root, digest)) return true;
  process.stderr.write("Building the web console.\n");
  clearAway(web);
  const built = join(web, `dist-new-${process.pid}`);
  try {
    if (!runVite(root, node, built)) return false;
    if (isBuiltFrom(root, digest)) return true;
    writeFileSync(join(built, ".built-from"), digest);
    putInPlace(web, built);
    return true;
  } finally {
    rmSync(built, { recursive: true, force: true });
  }
}
