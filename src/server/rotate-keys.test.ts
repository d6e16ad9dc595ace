// The master key is exchanged under an open store: every secret stays readable, and afterwards by the new key alone.

import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ConnectionId, connectionId } from "../core/id.ts";
import { Secret } from "../core/secret.ts";
import type { Storage } from "../core/storage.ts";
import { createReplaceableKeys, type ReplaceableKeys } from "../storage/replaceable-keys.ts";
import { openThreadedSqlite, type ThreadedSqlite } from "../storage/sqlite/threaded/open.ts";
import { addMasterKey, loadMasterKeys } from "./master-key.ts";
import { rotateKeys } from "./rotate-keys.ts";

let folder = "";
let keyFile = "";
let keys: ReplaceableKeys;
let store: ThreadedSqlite;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-rotate-"));
  keyFile = join(folder, "master-key.json");
  keys = createReplaceableKeys(loadMasterKeys(keyFile));
  store = await openThreadedSqlite(join(folder, "rollcall.sqlite"), keys);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const settings = {
  tenantId: "contoso.example",
  clientId: "client",
  loginUrl: "https://login.example",
  graphUrl: "https://graph.example",
  tokenEndpoint: "v2",
} as const;

function connect(storage: Storage, name: string): Promise<ConnectionId> {
  const made = { name, connectorId: "entra-devices", settings, secret: new Secret(`secret of ${name}`) };
  return storage.transaction((writer) => writer.createConnection(made, 1));
}
const secretOf = async (id: number) => (await store.storage.readSecret(connectionId(id))).reveal();
const sealed = async () =>
  (await store.db.selectFrom("connection").select("secret").orderBy("id").execute()).map(
    ({ secret }) => secret,
  );
const rotate = () =>
  rotateKeys({ file: keyFile, storage: store.storage, useKeys: (next) => keys.replace(next) });

test("[TH10] a rotation seals every secret with a new key, while the store is open, and drops the old one", async () => {
  await connect(store.storage, "one");
  await connect(store.storage, "two");
  const { currentId: oldId } = keys;
  const before = await sealed();
  expect(await rotate()).toBe(2);
  expect(loadMasterKeys(keyFile)).toEqual({ currentId: keys.currentId, keys: keys.keys });
  expect(keys.currentId).not.toBe(oldId);
  expect([...keys.keys.keys()]).toEqual([keys.currentId]);
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  expect((await sealed()).filter((text) => before.includes(text))).toEqual([]);
  await connect(store.storage, "three");
  expect([await secretOf(1), await secretOf(2), await secretOf(3)]).toEqual([
    "secret of one",
    "secret of two",
    "secret of three",
  ]);
  await store.close();
  store = await openThreadedSqlite(join(folder, "rollcall.sqlite"), loadMasterKeys(keyFile));
  expect(await secretOf(2)).toBe("secret of two");
});

test("[TH11] where one secret does not open, no secret is changed, every key stays, and a later rotation mends it", async () => {
  await connect(store.storage, "one");
  await connect(store.storage, "two");
  const before = await sealed();
  const damage = (text: string) =>
    store.db.updateTable("connection").set({ secret: text }).where("id", "=", 2).execute();
  for (const [text, code] of [
    ["no JWE", "secret.unreadable"],
    [`${before[1]?.slice(0, -4)}AAAA`, "secret.unreadable"],
  ] as const) {
    await damage(text);
    await expect(rotate()).rejects.toMatchObject({ code });
    expect(await sealed()).toEqual([before[0], text]);
    expect(await secretOf(1)).toBe("secret of one");
  }
  await damage(before[1] ?? "");
  expect(await rotate()).toBe(2);
  expect([await secretOf(1), await secretOf(2)]).toEqual(["secret of one", "secret of two"]);
  expect(loadMasterKeys(keyFile).keys.size).toBe(1);
});

test("[TH11] a rotation that was cut off after the new key was made is brought to its end by the next", async () => {
  await connect(store.storage, "one");
  keys.replace(addMasterKey(keyFile));
  await connect(store.storage, "two");
  expect([await secretOf(1), await secretOf(2)]).toEqual(["secret of one", "secret of two"]);
  expect(await rotate()).toBe(2);
  expect([await secretOf(1), await secretOf(2)]).toEqual(["secret of one", "secret of two"]);
});

test("[TH11] without a key file there is nothing to rotate, and none is made", async () => {
  rmSync(keyFile);
  await expect(rotate()).rejects.toMatchObject({ code: "master_key.missing" });
  expect(() => statSync(keyFile)).toThrow("ENOENT");
});
