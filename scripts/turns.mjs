// Lets one command at a time install and build: npm empties its folder before it fills it. Plain JavaScript, as `setup.mjs`.

import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Nobody takes so long: its process has ended, and another one has its number. */
const longestMs = 15 * 60_000;
/** How long a file may be there without its content. */
const writtenWithinMs = 2000;

/** @param {unknown} error @param {string} code @returns {boolean} */
export const isCode = (error, code) => error instanceof Error && "code" in error && error.code === code;

/** Whether a process is there, be it another user's. @param {number} id @returns {boolean} */
export function isRunning(id) {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return !isCode(error, "ESRCH");
  }
}

/** @param {number} ms */
const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** Who has the turn, 0 where that is not written yet, and since when; null where nobody has. @param {string} file */
function readTurn(file) {
  try {
    return { id: Number(readFileSync(file, "utf8")), ageMs: Date.now() - statSync(file).mtimeMs };
  } catch (error) {
    if (isCode(error, "ENOENT")) return null;
    throw error;
  }
}

/** @param {string} file */
const isOwn = (file) => readTurn(file)?.id === process.pid;

/** @param {string} file @returns {boolean} */
function begin(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  }
  // Another process may be about to clear away what a killed one has left, and take this for it.
  wait(50);
  return isOwn(file);
}

/** Whether somebody has the turn. What a killed process has left is cleared away. @param {string} file @returns {boolean} */
function isTaken(file) {
  const turn = readTurn(file);
  if (turn === null) return false;
  const isHeld = turn.id > 0 ? turn.ageMs < longestMs && isRunning(turn.id) : turn.ageMs < writtenWithinMs;
  if (!isHeld) rmSync(file, { force: true });
  return isHeld;
}

/** Waits until no other process has its turn; this one's ends with the process. @param {string} root */
export function takeTurn(root) {
  const file = join(root, ".setting-up");
  for (let isTold = false; !begin(file); ) {
    if (!isTaken(file)) continue;
    if (!isTold) process.stderr.write("Another command is installing or building; this one waits for it.\n");
    isTold = true;
    wait(100);
  }
  process.once("exit", () => {
    if (isOwn(file)) rmSync(file, { force: true });
  });
}
