// Whose saved and recent queries are, in the tables of both databases: names of one owner, and what goes with a user.

import type { Kysely } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as store from "../../src/storage/saved-query-store.ts";
import type { Database } from "../../src/storage/schema.ts";
import { begin, plantedPassword, setUpAccess } from "../support/access.ts";
import { type AccessDatabases, dialectUnderTest, startAccessDatabases } from "../support/access-database.ts";

let databases: AccessDatabases;
beforeAll(async () => {
  databases = startAccessDatabases();
}, 120_000);
afterAll(() => databases.stop());

const query = (name: string, isShared = false) => ({ name, text: "name: x", isShared });
const page = { after: 0, limit: 10 };

describe.each([dialectUnderTest()])("%s", (_dialect) => {
  test("[SQ2] [SQ6] [SQ7] names are an owner's own, and a user's queries go with the user", async () => {
    const { access, ...tables } = setUpAccess(await databases.open());
    const db = tables.db as unknown as Kysely<Database>;
    await begin(access);
    const make = (email: string) =>
      access.createUser({ email, name: email, role: "viewer", password: plantedPassword });
    const [ada, bob] = [await make("ada@contoso.example"), await make("bob@contoso.example")];
    const id = await store.createSavedQuery(db, ada.id, query("Labs"), 5);
    const taken = { code: "saved_query.name_taken" };
    await expect(store.createSavedQuery(db, ada.id, query("LABS"), 5)).rejects.toMatchObject(taken);
    await store.createSavedQuery(db, bob.id, query("labs", true), 5);
    await store.createSavedQuery(db, null, query("labs"), 5);
    await expect(store.createSavedQuery(db, null, query("Labs"), 5)).rejects.toMatchObject(taken);
    const whose = async (userId: string | null) =>
      (await store.readSavedQueries(db, userId, page)).map(({ owner }) => owner?.name ?? null);
    expect(await whose(ada.id)).toEqual(["ada@contoso.example", "bob@contoso.example"]);
    expect(await whose(bob.id)).toEqual(["bob@contoso.example"]);
    expect(await whose(null)).toEqual(["bob@contoso.example", null]);
    for (let number = 1; number <= 23; number += 1)
      await store.addRecentQuery(db, ada.id, { text: `name: ${number}`, usedAt: number });
    await store.addRecentQuery(db, ada.id, { text: "name: 9", usedAt: 30 });
    await store.addRecentQuery(db, bob.id, { text: "name: 9", usedAt: 30 });
    const recent = await store.readRecentQueries(db, ada.id);
    expect(recent).toHaveLength(20);
    expect(recent.slice(0, 2)).toEqual([
      { text: "name: 9", usedAt: 30 },
      { text: "name: 23", usedAt: 23 },
    ]);
    await access.removeUser(ada.id);
    expect(await store.readSavedQuery(db, id)).toBeNull();
    expect(await store.readRecentQueries(db, ada.id)).toEqual([]);
    expect(await store.readRecentQueries(db, bob.id)).toHaveLength(1);
    await store.forgetRecentQueries(db, bob.id);
    expect(await store.readRecentQueries(db, bob.id)).toEqual([]);
  });
});
