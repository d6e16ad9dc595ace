// Backup and restore of a store that is open: what is in a backup, what is refused, and what a cut leaves behind.

import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { testKeys } from "../../../../test/support/engine.ts";
import { type ConnectionId, connectionId } from "../../../core/id.ts";
import { Secret } from "../../../core/secret.ts";
import type { Storage } from "../../../core/storage.ts";
import { openConnection } from "../connection.ts";
import { openSqlite } from "../open.ts";
import { openThreadedSqlite, type ThreadedSqlite } from "./open.ts";
import { exchange } from "./restore.ts";
import type { ThreadCounts } from "./store-threads.ts";

let folder = "";
let file = "";
const opened: ThreadedSqlite[] = [];
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-restore-"));
  file = at("rollcall.sqlite");
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  rmSync(folder, { recursive: true });
});

async function open(counts: Partial<ThreadCounts> = {}): Promise<ThreadedSqlite> {
  const store = await openThreadedSqlite(file, testKeys, counts);
  opened.push(store);
  return store;
}

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

const nameOf = async (storage: Storage, id = 1) => (await storage.readConnection(connectionId(id))).name;

/** A database file that nobody has open, with one connection of that name. */
async function makeDatabase(path: string, name: string): Promise<void> {
  const storage = await openSqlite(path, testKeys);
  await connect(storage, name);
  await storage.close();
}

function alter(path: string, statements: string): void {
  const database = openConnection(path);
  database.exec(statements);
  database.close();
}

test("[TH6] a backup has the database of one moment, though somebody writes all the while, and is its owner's alone", async () => {
  const { storage, backup } = await open();
  await connect(storage, "Contoso");
  const other = openConnection(file);
  const insert = other.prepare("insert into rejection (run_id, code, message) values (?, '', ?)");
  // Two rows in one transaction, again and again: a copy between them would have one.
  const write = other.transaction((run: number) => {
    insert.run(run, "x".repeat(4000));
    insert.run(run, "y".repeat(4000));
  });
  let isDone = false;
  const done = backup(at("backup.sqlite")).finally(() => {
    isDone = true;
  });
  let writes = 0;
  for (; !isDone; await nextTurn()) write(++writes);
  const { bytes } = await done;
  other.close();
  expect(statSync(at("backup.sqlite"))).toMatchObject({ size: bytes });
  expect(statSync(at("backup.sqlite")).mode & 0o777).toBe(0o600);
  const copy = openConnection(at("backup.sqlite"));
  const halves = copy.prepare("select run_id from rejection group by run_id having count(*) <> 2").all();
  const { runs } = copy.prepare("select count(distinct run_id) as runs from rejection").get() as {
    runs: number;
  };
  expect(copy.pragma("integrity_check", { simple: true })).toBe("ok");
  copy.close();
  expect(halves).toEqual([]);
  expect(writes).toBeGreaterThan(1);
  expect(runs).toBeLessThanOrEqual(writes);
});

test("[TH6] a backup replaces an older one, and neither the database itself nor a folder that is missing is written", async () => {
  const { storage, backup } = await open();
  await connect(storage, "Contoso");
  writeFileSync(at("backup.sqlite"), "an older one");
  await Promise.all([backup(at("backup.sqlite")), backup(at("backup.sqlite"))]);
  expect(readFileSync(at("backup.sqlite"), "latin1")).toMatch(/^SQLite format 3/);
  for (const own of ["rollcall.sqlite", "rollcall.sqlite-wal", "./rollcall.sqlite.before-restore"])
    await expect(backup(`${folder}/${own}`)).rejects.toMatchObject({ code: "backup.target_in_use" });
  await expect(backup(at("none/backup.sqlite"))).rejects.toMatchObject({ code: "backup.not_written" });
  expect(await nameOf(storage)).toBe("Contoso");
});

test("[TH7] a restored backup is served at once, by queries that waited too, and the old database is kept", async () => {
  const { storage, backup, replaceBy } = await open();
  await connect(storage, "Old");
  await backup(at("backup.sqlite"));
  await connect(storage, "New");
  expect(await nameOf(storage, 2)).toBe("New");
  const restored = replaceBy(at("backup.sqlite"));
  const names: string[] = [];
  let isDone = false;
  void restored.finally(() => {
    isDone = true;
  });
  // Every query is answered, before, while and after the files are exchanged.
  while (!isDone) names.push(await nameOf(storage));
  await restored;
  expect(new Set(names)).toEqual(new Set(["Old"]));
  await expect(storage.readConnection(connectionId(2))).rejects.toMatchObject({
    code: "connection.not_found",
  });
  expect((await storage.readSecret(connectionId(1))).reveal()).toBe("secret of Old");
  await connect(storage, "Newer");
  const kept = await openSqlite(`${file}.before-restore`, testKeys);
  expect(await nameOf(kept, 2)).toBe("New");
  await kept.close();
  expect(existsSync(`${file}.restore`)).toBe(false);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await replaceBy(`${file}.before-restore`);
  expect(await nameOf(storage, 2)).toBe("New");
});

const refused: readonly {
  readonly what: string;
  readonly code: string;
  readonly spoil: (path: string) => void;
}[] = [
  { what: "no file", code: "backup.not_a_backup", spoil: (path) => rmSync(path) },
  { what: "an empty file", code: "backup.not_a_backup", spoil: (path) => truncateSync(path, 0) },
  { what: "a text", code: "backup.not_a_backup", spoil: (path) => writeFileSync(path, "text".repeat(5000)) },
  {
    what: "somebody else's database",
    code: "backup.not_a_backup",
    spoil: (path) => alter(path, "drop table asset_change"),
  },
  {
    what: "a database in use",
    code: "backup.not_a_backup",
    spoil: (path) => writeFileSync(`${path}-wal`, "a log"),
  },
  { what: "a file that was cut", code: "backup.damaged", spoil: (path) => truncateSync(path, 5 * 8192) },
  {
    what: "a file with a page of noise",
    code: "backup.damaged",
    spoil: (path) => {
      const bytes = readFileSync(path);
      bytes.fill(0xa5, 3 * 8192, 4 * 8192);
      writeFileSync(path, bytes);
    },
  },
  {
    what: "a newer release's",
    code: "backup.newer_release",
    spoil: (path) => alter(path, "insert into kysely_migration values ('9999-later', '2026')"),
  },
  {
    what: "one with another master key",
    code: "backup.key_unknown",
    // {"alg":"dir","enc":"A256GCM","kid":"gone"}
    spoil: (path) =>
      alter(
        path,
        "update connection set secret = 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoiZ29uZSJ9..a.a.a'",
      ),
  },
  {
    what: "one with a secret that was changed",
    code: "backup.key_unknown",
    spoil: (path) => alter(path, "update connection set secret = 'changed'"),
  },
];

test.each(refused)("[TH8] $what is refused as $code, and nothing is changed", async ({ code, spoil }) => {
  const { storage, replaceBy } = await open();
  await connect(storage, "Contoso");
  await makeDatabase(at("backup.sqlite"), "Another");
  spoil(at("backup.sqlite"));
  await expect(replaceBy(at("backup.sqlite"))).rejects.toMatchObject({ code });
  expect(await nameOf(storage)).toBe("Contoso");
  expect((await storage.readSecret(connectionId(1))).reveal()).toBe("secret of Contoso");
  for (const rest of [".restore", ".restore-wal", ".restore-shm", ".before-restore"])
    expect(existsSync(`${file}${rest}`)).toBe(false);
});

test("[TH8] a restore is refused while somebody else has the database open, or a transaction stays under way", async () => {
  const { storage, db, replaceBy } = await open({ drainMs: 500 });
  await connect(storage, "Contoso");
  await makeDatabase(at("backup.sqlite"), "Another");
  const other = openConnection(file);
  await expect(replaceBy(at("backup.sqlite"))).rejects.toMatchObject({ code: "backup.database_in_use" });
  other.close();
  const transaction = await db.startTransaction().execute();
  await expect(replaceBy(at("backup.sqlite"))).rejects.toMatchObject({ code: "storage.busy" });
  expect(await nameOf(storage)).toBe("Contoso");
  await transaction.rollback().execute();
  await replaceBy(at("backup.sqlite"));
  expect(await nameOf(storage)).toBe("Another");
  await expect(replaceBy(file)).rejects.toMatchObject({ code: "backup.not_a_backup" });
});

test("[TH9] cut off after whatever step, the exchange leaves the whole old database or the whole new one", async () => {
  await makeDatabase(at("old.sqlite"), "Old");
  await makeDatabase(at("new.sqlite"), "New");
  const left: string[] = [];
  for (let steps = 0; left.at(-1) !== "exchanged: New"; steps += 1) {
    copyFileSync(at("old.sqlite"), file);
    copyFileSync(at("new.sqlite"), `${file}.restore`);
    let last = "nothing";
    const walk = exchange(file);
    for (let step = 0; step < steps; step += 1) last = (await walk.next()).value ?? last;
    // A generator that nobody asks any more is a process that was killed.
    const store = await open();
    left.push(`${last}: ${await nameOf(store.storage)}`);
    await store.close();
    expect(existsSync(`${file}.restore`)).toBe(false);
    // The next restore does not stumble over what this one left.
    await makeStaged("New");
    for await (const _ of exchange(file));
    const again = await openSqlite(file, testKeys);
    expect(await nameOf(again)).toBe("New");
    await again.close();
  }
  expect(left).toEqual(["nothing: Old", "synced: Old", "kept: Old", "named: Old", "exchanged: New"]);
});

async function makeStaged(name: string): Promise<void> {
  rmSync(`${file}.restore`, { force: true });
  await makeDatabase(`${file}.restore`, name);
}
