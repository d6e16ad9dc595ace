// What every store keeps of people's queries: saved ones, and those that they asked last.

import { expect, test } from "vitest";
import { savedQueryId } from "../../src/core/id.ts";
import { mostRecentQueries, type SavedQueryProfile } from "../../src/core/saved-query.ts";
import type { StorageWriter } from "../../src/core/storage.ts";
import { describeStores } from "../support/stores.ts";

const profile = (name: string, isShared = false): SavedQueryProfile => ({
  name,
  text: "name: lab*",
  isShared,
});
const page = { after: 0, limit: 100 };

// Nobody has signed up in these stores: the owner is the server's own machine. Users are in server-queries.test.ts.
describeStores((store) => {
  const write = <Result>(work: (writer: StorageWriter) => Promise<Result>) => store().transaction(work);
  const create = (query: SavedQueryProfile) => write((writer) => writer.createSavedQuery(null, query, 7));

  test("[SQ1] a saved query is kept as it was entered, and is found by its owner", async () => {
    const id = await create(profile("Labs"));
    const saved = { id, version: 1, owner: null, createdAt: 7, ...profile("Labs") };
    expect(await store().readSavedQuery(id)).toEqual(saved);
    expect(await store().readSavedQueries(null, page)).toContainEqual(saved);
    expect(await store().readSavedQueries("another user", page)).not.toContainEqual(saved);
    expect(await store().readSavedQuery(savedQueryId(987_654))).toBeNull();
  });

  test("[SQ2] an owner's names are different, whatever their case", async () => {
    await create(profile("Stale"));
    await expect(create(profile("STALE"))).rejects.toMatchObject({ code: "saved_query.name_taken" });
    const other = await create(profile("Not stale"));
    const rename = write((writer) => writer.changeSavedQuery(other, 1, { name: "stalE" }));
    await expect(rename).rejects.toMatchObject({ code: "saved_query.name_taken" });
    await write((writer) => writer.changeSavedQuery(other, 1, { name: "NOT stale" }));
    expect(await store().readSavedQuery(other)).toMatchObject({ name: "NOT stale", version: 2 });
  });

  test("[SQ4] a change is made to the version that was read, and only of what is given", async () => {
    const id = await create(profile("Versions"));
    const change = (version: number, given: Partial<SavedQueryProfile>) =>
      write((writer) => writer.changeSavedQuery(id, version, given));
    await change(1, { text: "name: x" });
    await expect(change(1, { text: "name: y" })).rejects.toMatchObject({
      code: "saved_query.changed_meanwhile",
    });
    await change(2, { isShared: true });
    const expected = { name: "Versions", text: "name: x", isShared: true, version: 3 };
    expect(await store().readSavedQuery(id)).toMatchObject(expected);
    expect(await store().readSavedQueries("another user", page)).toContainEqual(
      expect.objectContaining(expected),
    );
    await write((writer) => writer.removeSavedQuery(id));
    const again = write((writer) => writer.removeSavedQuery(id));
    await expect(again).rejects.toMatchObject({ code: "saved_query.not_found" });
    await expect(change(3, {})).rejects.toMatchObject({ code: "saved_query.changed_meanwhile" });
  });

  test("[SQ1] saved queries are listed in pages", async () => {
    const ids: number[] = [];
    for (const name of ["one", "two", "three"]) ids.push(await create(profile(`Paged ${name}`, true)));
    const first = (await store().readSavedQueries("nobody", { after: (ids[0] ?? 1) - 1, limit: 2 })).map(
      ({ id }) => id,
    );
    expect(first).toEqual(ids.slice(0, 2));
    const rest = await store().readSavedQueries("nobody", { after: first.at(-1) ?? 0, limit: 2 });
    expect(rest.map(({ id }) => id)).toEqual(ids.slice(2));
  });

  test("[SQ6] what a user who is gone asked is not kept", async () => {
    await write((writer) => writer.addRecentQuery("gone", { text: "name: x", usedAt: 5 }));
    expect(await store().readRecentQueries("gone")).toEqual([]);
    expect(mostRecentQueries).toBe(20);
  });
});
