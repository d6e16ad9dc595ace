// The file of the master key: made once, for its owner alone, and never quoted.

import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadMasterKeys } from "./master-key.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-key-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a key is made once, for its owner alone, and read again", () => {
  const file = join(folder, "master-key.json");
  const made = loadMasterKeys(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(made.keys.get(made.currentId)).toHaveLength(32);
  expect(loadMasterKeys(file)).toEqual(made);
});

test("a key file that others may read is refused", () => {
  const file = join(folder, "master-key.json");
  loadMasterKeys(file);
  chmodSync(file, 0o644);
  expect(() => loadMasterKeys(file)).toThrow(expect.objectContaining({ code: "master_key.exposed" }));
});

test("a damaged key file is refused and not quoted", () => {
  const file = join(folder, "master-key.json");
  loadMasterKeys(file);
  const damaged = readFileSync(file, "utf8").slice(0, -3);
  writeFileSync(file, damaged);
  expect(() => loadMasterKeys(file)).toThrow(`${file} is not a master key file.`);
});
