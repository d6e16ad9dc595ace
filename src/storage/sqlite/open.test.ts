// How the embedded store is opened, read on the connection that it really uses.

import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testKeys } from "../../../test/support/engine.ts";
import { watchSqlite } from "../../../test/support/sqlite-watch.ts";
import { syncRunId } from "../../core/id.ts";
import { openSqlite } from "./open.ts";

/** As SQLite numbers it (sqlite.org/pragma.html#pragma_synchronous). */
const full = 2;

test("[CK5] the embedded store writes ahead, and syncs each transaction", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-open-test-"));
  using watch = watchSqlite();
  // Twice: a file that is made, and one that is there already.
  for (const _ of ["made", "there"]) {
    const storage = await openSqlite(join(folder, "rollcall.sqlite"), testKeys);
    const [connection, ...others] = watch.connections().filter(({ open }) => open);
    expect(others).toEqual([]);
    expect(connection?.pragma("synchronous", { simple: true })).toBe(full);
    expect(connection?.pragma("journal_mode", { simple: true })).toBe("wal");
    await storage.close();
  }
  expect(watch.connections()).toHaveLength(2);
  rmSync(folder, { recursive: true });
});

/** Answers whether the store could be opened before it was cut off. */
async function openCutOff(file: string, refusedFrom: number): Promise<boolean> {
  using watch = watchSqlite({ refusedFrom });
  try {
    await (await openSqlite(file, testKeys)).close();
    return true;
  } catch (error) {
    expect(error).toMatchObject({ message: "cut off" });
    for (const connection of watch.connections()) connection.close();
    return false;
  }
}

test("[CK4] a database whose making was cut off, at whatever statement, is made by the next that opens it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-open-test-"));
  let statement = 0;
  for (let isMade = false; !isMade; ) {
    statement += 1;
    const file = join(folder, `${statement}.sqlite`);
    isMade = await openCutOff(file, statement);
    const storage = await openSqlite(file, testKeys);
    await expect(storage.readRun(syncRunId(1))).rejects.toMatchObject({ code: "run.not_found" });
    await storage.close();
  }
  expect(statement).toBeGreaterThan(20);
  rmSync(folder, { recursive: true });
}, 60_000);

test("[CK5] nothing else opens SQLite, but for a file that is only held", () => {
  const opening = globSync("src/**/*.ts", { exclude: ["**/*.test.ts"] }).filter((file) =>
    /import (?!type\b)[^;]*"better-sqlite3"/.test(readFileSync(file, "utf8")),
  );
  expect(opening).toEqual(
    ["connection.ts", "hold-file.ts"].map((name) => join("src", "storage", "sqlite", name)),
  );
});
