// The file of the master key: made once, for its owner alone, and never quoted.

import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addMasterKey, dropOtherKeys, loadMasterKeys, parseMasterKeys } from "./master-key.ts";

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

test("a new key becomes the current one beside the old, and the old are dropped when told", () => {
  const file = join(folder, "master-key.json");
  const made = loadMasterKeys(file);
  const both = addMasterKey(file);
  expect(loadMasterKeys(file)).toEqual(both);
  expect(both.currentId).not.toBe(made.currentId);
  expect(both.keys.get(made.currentId)).toEqual(made.keys.get(made.currentId));
  const one = dropOtherKeys(file);
  expect([...loadMasterKeys(file).keys.keys()]).toEqual([both.currentId]);
  expect(one.keys.get(both.currentId)).toEqual(both.keys.get(both.currentId));
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("keys are read from a text as from the file, and what is no key file is refused and not quoted", () => {
  const file = join(folder, "master-key.json");
  const made = loadMasterKeys(file);
  expect(parseMasterKeys(readFileSync(file, "utf8"))).toEqual(made);
  const key = Buffer.alloc(32, 1).toString("base64");
  const texts = [
    "",
    "{",
    JSON.stringify({ currentId: "a", keys: { b: key } }),
    JSON.stringify({ currentId: "a", keys: { a: key.slice(4) } }),
    JSON.stringify({ currentId: "toString", keys: { a: key } }),
  ];
  for (const text of texts)
    expect(() => parseMasterKeys(text)).toThrow(
      expect.objectContaining({
        code: "master_key.unreadable",
        message: "The text is not a master key file.",
      }),
    );
});
