// How the embedded store is opened, read on the connection that it really uses.

import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testKeys } from "../../../test/support/engine.ts";
import { watchSqlite } from "../../../test/support/sqlite-watch.ts";
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

test("[CK5] nothing else opens SQLite", () => {
  const opening = globSync("src/**/*.ts", { exclude: ["**/*.test.ts"] }).filter((file) =>
    /import (?!type\b)[^;]*"better-sqlite3"/.test(readFileSync(file, "utf8")),
  );
  expect(opening).toEqual([join("src", "storage", "sqlite", "open.ts")]);
});
