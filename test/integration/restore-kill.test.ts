// A process that restores is killed at moments all over a restore: the database that is left is whole, and one of the two.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import BetterSqlite3 from "better-sqlite3";
import { expect, test } from "vitest";
import { openSqlite } from "../../src/storage/sqlite/open.ts";
import { testKeys } from "../support/engine.ts";

const program = fileURLToPath(new URL("../support/restore-process.ts", import.meta.url));
/** After a restore is done and the next one begins, which takes some 350 ms. */
const killsAfterMs = [0, 60, 140, 220, 280, 340];

/** A whole database that says how it is called. */
async function makeDatabase(file: string, name: string): Promise<void> {
  await (await openSqlite(file, testKeys)).close();
  const database = new BetterSqlite3(file);
  database.prepare("insert into rejection (run_id, code, message) values (1, ?, '')").run(name);
  database.close();
}

function readDatabase(file: string): unknown {
  const database = new BetterSqlite3(file, { fileMustExist: true });
  try {
    expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
    return database.prepare("select code from rejection").pluck().get();
  } finally {
    database.close();
  }
}

test("[TH9] a process that is killed while it restores leaves a whole database", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-restore-kill-"));
  const [file, one, two] = ["rollcall", "one", "two"].map((name) => join(folder, `${name}.sqlite`)) as [
    string,
    string,
    string,
  ];
  await Promise.all([makeDatabase(one, "one"), makeDatabase(two, "two"), makeDatabase(file, "one")]);
  const left: unknown[] = [];
  for (const afterMs of killsAfterMs) {
    const child = spawn(process.execPath, [program, file, two, one], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const closed = once(child, "close");
    await once(child.stdout, "data");
    for (const until = performance.now() + afterMs; performance.now() < until; ) await nextTurn();
    child.kill("SIGKILL");
    await closed;
    expect(existsSync(file)).toBe(true);
    left.push(readDatabase(file));
  }
  expect(left.filter((name) => name !== "one" && name !== "two")).toEqual([]);
  rmSync(folder, { recursive: true });
}, 60_000);
