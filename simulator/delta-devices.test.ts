// Delta rounds of both kinds, in order and in disorder.

import { describe, expect, test } from "vitest";
import { Directory } from "./directory.ts";
import { askPage, askRefusal, type Device, fold, idsOf, truthOf, walk, withoutUnset } from "./test-client.ts";

const make = (devices: number): Directory => new Directory({ devices, seed: 81, softDeletedShare: 0.05 });
const latest = (directory: Directory, query = ""): string =>
  askPage(directory, `/devices/delta?$deltatoken=latest${query}`)["@odata.deltaLink"] ?? "";
const soft = { trustType: "AzureAd", profileType: null };

describe("an initial round", () => {
  test("it is the tenant, 200 a page, with a next link on each page but the last, which has the delta link", () => {
    const directory = make(450);
    const { pages, items } = walk(directory, "/devices/delta");
    expect(pages.map(({ value }) => value.length)).toEqual([200, 200, 50]);
    for (const page of pages) {
      const isLast = page === pages.at(-1);
      expect("@odata.nextLink" in page).toBe(!isLast);
      expect("@odata.deltaLink" in page).toBe(isLast);
    }
    expect(withoutUnset(items)).toEqual(withoutUnset(truthOf(directory)));
  });

  test.each(["delta", "delta()", "microsoft.graph.delta", "microsoft.graph.delta()"])(
    "it is at /devices/%s",
    (name) => {
      const { "@odata.nextLink": link = "" } = askPage(make(300), `/devices/${name}`);
      expect(link).toMatch(/^https:\/\/graph\.example\/v1\.0\/devices\/delta\?\$skiptoken=[\w-]+$/);
    },
  );

  test("what was never set is left out, what was cleared is null, and what was set is there", () => {
    const directory = make(300);
    const given = { displayName: "a", deviceCategory: "c", managementType: null };
    const id = directory.create(given);
    directory.set(id, { deviceCategory: null, model: null });
    const device = walk(directory, "/devices/delta").items.find((item) => item.id === id);
    expect(device).toMatchObject({
      displayName: "a",
      deviceCategory: null,
      managementType: null,
      model: null,
    });
    expect(device).not.toHaveProperty("deviceMetadata");
    const never = walk(directory, "/devices/delta").items.filter((item) => item.id !== id);
    for (const item of never) for (const value of Object.values(item)) expect(value).not.toBeNull();
    expect(never.some((item) => "deviceCategory" in item)).toBe(true);
  });

  test("what changes while it runs is in it, or behind its delta link", () => {
    const directory = make(900);
    const store = new Map<string, Device>();
    let turn = 0;
    const round = walk(directory, "/devices/delta", () => {
      turn += 1;
      directory.randomChanges({ seed: turn, add: 5, change: 30, remove: 10, restore: 5 });
    });
    fold(store, round.items);
    expect(withoutUnset(store.values())).not.toEqual(withoutUnset(truthOf(directory)));
    fold(store, walk(directory, round.deltaLink ?? "").items);
    expect(withoutUnset(store.values())).toEqual(withoutUnset(truthOf(directory)));
  });

  test("a selection goes with the tokens: no link names it, and every page keeps to it", () => {
    const directory = make(300);
    const { pages, deltaLink = "" } = walk(directory, "/devices/delta?$select=displayName");
    expect([pages[0]?.["@odata.nextLink"], deltaLink].join()).not.toContain("select");
    directory.set(directory.idOf(0), { displayName: "new", model: "new" });
    const after = walk(directory, deltaLink).items;
    expect(after).toEqual([{ id: directory.idOf(0), displayName: "new" }]);
    for (const item of pages.flatMap(({ value }) => value))
      expect(Object.keys(item).filter((name) => name !== "id" && name !== "displayName")).toEqual([]);
  });
});

describe("a link from now on", () => {
  test("latest gives a delta link and no device, spelt either way", () => {
    const directory = make(10);
    for (const option of ["$deltatoken", "$deltaToken"]) {
      const page = askPage(directory, `/devices/delta?${option}=latest`);
      expect(page.value).toEqual([]);
      expect(page["@odata.deltaLink"]).toMatch(/\/v1\.0\/devices\/delta\?\$deltatoken=[\w-]+$/);
      expect(page).not.toHaveProperty("@odata.nextLink");
    }
  });

  test("a list behind it and its round together are the truth, whatever happens meanwhile", () => {
    const directory = make(600);
    const link = latest(directory);
    let turn = 100;
    const listed = walk(directory, "/devices?$top=100", () => {
      turn += 1;
      directory.randomChanges({ seed: turn, add: 3, change: 20, remove: 8, restore: 4 });
    });
    const store = fold(new Map(), listed.items);
    fold(store, walk(directory, link).items);
    expect(withoutUnset(store.values())).toEqual(withoutUnset(truthOf(directory)));
  });

  test("it may select and filter", () => {
    const directory = make(5);
    const id = directory.idOf(2);
    const link = latest(directory, `&$select=model&$filter=${encodeURIComponent(`id eq '${id}'`)}`);
    directory.set(id, { model: "m", displayName: "d" });
    directory.set(directory.idOf(1), { model: "m" });
    expect(walk(directory, link).items).toEqual([{ id, model: "m" }]);
  });
});

describe("a round of changes", () => {
  test("nothing changed: no device, and a delta link that works again", () => {
    const directory = make(10);
    const first = walk(directory, latest(directory));
    expect([first.pages.length, first.items]).toEqual([1, []]);
    directory.set(directory.idOf(0), { model: "x" });
    expect(walk(directory, first.deltaLink ?? "").items).toHaveLength(1);
  });

  test("a device changed many times comes once, as it is at the end, with all it has", () => {
    const directory = make(10);
    const link = latest(directory);
    const id = directory.idOf(3);
    for (const model of ["a", "b", "c"]) directory.set(id, { model });
    const { items } = walk(directory, link);
    expect(items).toHaveLength(1);
    const truth = truthOf(directory).filter((device) => device.id === id);
    expect(withoutUnset(items)).toEqual(withoutUnset(truth));
  });

  test("each sort of change shows as the pages say", () => {
    const directory = make(10);
    const [updated, cleared] = [directory.idOf(0), directory.idOf(1)];
    const [softly, hard, back] = [1, 2, 3].map(() => directory.create({ ...soft, model: "m" }));
    if (softly === undefined || hard === undefined || back === undefined) throw new Error("no devices");
    directory.removeSoft(back);
    const link = latest(directory);
    directory.set(updated, { displayName: "new name" });
    directory.clear(cleared, ["model"]);
    directory.removeSoft(softly);
    directory.removeHard(hard);
    directory.restore(back);
    const created = directory.create({ displayName: "created" });
    const byId = new Map(walk(directory, link).items.map((item) => [item.id, item]));
    expect(byId.size).toBe(6);
    expect(byId.get(updated)).toMatchObject({ displayName: "new name" });
    expect(byId.get(cleared)).toMatchObject({ model: null });
    expect(byId.get(softly)).toEqual({ id: softly, "@removed": { reason: "changed" } });
    expect(byId.get(hard)).toEqual({ id: hard, "@removed": { reason: "deleted" } });
    expect(byId.get(back)).toMatchObject({ model: "m", trustType: "AzureAd", isCompliant: false });
    expect(byId.get(created)).toMatchObject({ displayName: "created" });
  });

  test("a soft deletion that becomes a final one is told again", () => {
    const directory = make(3);
    const id = directory.create(soft);
    directory.removeSoft(id);
    const link = latest(directory);
    directory.removeHard(id);
    expect(walk(directory, link).items).toEqual([{ id, "@removed": { reason: "deleted" } }]);
  });

  test("only a change of a selected property makes a device appear; removals always do", () => {
    const directory = make(10);
    const link = latest(directory, "&$select=displayName,model");
    directory.set(directory.idOf(0), { manufacturer: "x" });
    directory.set(directory.idOf(1), { model: "x" });
    directory.removeHard(directory.idOf(2));
    const { items } = walk(directory, link);
    expect(idsOf(items)).toEqual([directory.idOf(1), directory.idOf(2)]);
  });

  test("a round is cut into pages of 200, and what changes meanwhile comes in the next", () => {
    const directory = make(1000);
    const link = latest(directory);
    directory.randomChanges({ seed: 1, add: 0, change: 450, remove: 0, restore: 0 });
    const late = directory.idOf(999);
    const {
      pages,
      items,
      deltaLink = "",
    } = walk(directory, link, () => {
      directory.set(late, { model: "late" });
    });
    expect(pages.map(({ value }) => value.length)).toEqual([200, 200, 50]);
    expect(items.filter(({ model }) => model === "late")).toEqual([]);
    expect(idsOf(walk(directory, deltaLink).items)).toEqual([late]);
  });

  test("a link can be asked again and gives the same page", () => {
    const directory = make(1000);
    const link = latest(directory);
    directory.randomChanges({ seed: 1, add: 0, change: 450, remove: 0, restore: 0 });
    const { "@odata.nextLink": next = "" } = askPage(directory, link);
    const { value } = askPage(directory, next);
    directory.randomChanges({ seed: 2, add: 5, change: 450, remove: 50, restore: 0 });
    expect(askPage(directory, next).value).toEqual(value);
  });
});

describe("options of a delta query", () => {
  const directory = make(300);

  test("a filter names devices, by id, in the initial round and after it", () => {
    const ids = [0, 7, 299].map((index) => directory.idOf(index));
    const filter = [...ids, "nobody"].map((id) => `id eq '${id}'`).join(" or ");
    const { items, deltaLink = "" } = walk(directory, `/devices/delta?$filter=${encodeURIComponent(filter)}`);
    expect(idsOf(items)).toEqual(ids);
    for (const index of [6, 7, 8]) directory.set(directory.idOf(index), { model: "m" });
    expect(idsOf(walk(directory, deltaLink).items)).toEqual([directory.idOf(7)]);
  });

  test.each([
    "displayName eq 'a'",
    "id eq 'a' and id eq 'b'",
    "id in ('a')",
    "not(id eq 'a')",
    Array.from({ length: 51 }, (_, at) => `id eq '${at}'`).join(" or "),
  ])("the filter %o is refused", (filter) => {
    const path = `/devices/delta?$filter=${encodeURIComponent(filter)}`;
    expect(askRefusal(directory, path)).toMatchObject({ status: 400, code: "Request_UnsupportedQuery" });
  });

  test.each(["$top=10", "$orderby=displayName", "$count=true", "$skip=1", '$search="a"', "$select=nothing"])(
    "%s is refused",
    (query) => {
      expect(askRefusal(directory, `/devices/delta?${query}`)).toMatchObject({ status: 400 });
    },
  );

  test("an option beside a token is refused", () => {
    const { "@odata.nextLink": next } = askPage(directory, "/devices/delta");
    for (const link of [next, latest(directory)])
      expect(askRefusal(directory, `${link}&$select=id`)).toMatchObject({
        status: 400,
        code: "Request_UnsupportedQuery",
      });
  });
});

describe("disorder", () => {
  const removedIn = (items: readonly Device[]): Device[] => items.filter((item) => "@removed" in item);

  test("an initial round may repeat, shuffle, tell of removals, and have short and empty pages", () => {
    const directory = make(900);
    directory.randomChanges({ seed: 1, add: 0, change: 100, remove: 50, restore: 0 });
    directory.setDisorder({
      seed: 7,
      repeats: 0.3,
      shuffle: true,
      emptyPages: 0.3,
      shortPages: true,
      tombstones: 0.5,
    });
    const { pages, items } = walk(directory, "/devices/delta");
    const removed = removedIn(items);
    const live = new Set(idsOf(truthOf(directory)));
    expect(removed.some(({ id }) => live.has(id))).toBe(true);
    expect(removed.some(({ id }) => !live.has(id))).toBe(true);
    expect(pages.some(({ value }) => value.length === 0)).toBe(true);
    expect(Math.max(...pages.map(({ value }) => value.length))).toBeLessThanOrEqual(200);
    expect(new Set(pages.map(({ value }) => value.length)).size).toBeGreaterThan(3);
    expect(new Set(idsOf(items)).size).toBeLessThan(items.length);
    const folded = fold(new Map(), items);
    expect(withoutUnset(folded.values())).toEqual(withoutUnset(truthOf(directory)));
  });

  test("a round of changes repeats with older states, and the last occurrence is the truth", () => {
    const directory = make(400);
    const { items: before, deltaLink = "" } = walk(directory, "/devices/delta");
    for (let turn = 0; turn < 3; turn += 1)
      for (let index = 0; index < 300; index += 1)
        directory.set(directory.idOf(index), { model: `m${turn}` });
    directory.setDisorder({ seed: 3, repeats: 1, shuffle: true });
    const { items } = walk(directory, deltaLink);
    const occurrences = Map.groupBy(items, ({ id }) => id);
    const stale = [...occurrences.values()].filter((several) => several.some(({ model }) => model !== "m2"));
    expect(occurrences.size).toBe(300);
    expect(stale.length).toBeGreaterThan(200);
    for (const several of occurrences.values()) expect(several.at(-1)).toMatchObject({ model: "m2" });
    const first = new Map(idsOf(items).map((id, at) => [id, Math.floor(at / 200)]));
    expect(items.some(({ id }, at) => first.get(id) !== Math.floor(at / 200))).toBe(true);
    const folded = fold(fold(new Map(), before), items);
    expect(withoutUnset(folded.values())).toEqual(withoutUnset(truthOf(directory)));
  });

  test("a minimal update shows what changed and the id; what is new comes whole", () => {
    const directory = make(10);
    const back = directory.create(soft);
    directory.removeSoft(back);
    const link = latest(directory);
    const id = directory.idOf(0);
    directory.set(id, { displayName: "n", model: null });
    directory.restore(back);
    const created = directory.create();
    directory.setDisorder({ minimal: true });
    const byId = new Map(walk(directory, link).items.map((item) => [item.id, item]));
    expect(byId.get(id)).toEqual({ id, displayName: "n", model: null });
    expect(byId.get(back)).toHaveProperty("deviceId");
    expect(byId.get(created)).toHaveProperty("deviceId");
  });

  test("a round tells again of removals that it is not about", () => {
    const directory = make(100);
    const removed = [0, 1, 2].map((index) => directory.idOf(index));
    for (const id of removed) directory.removeHard(id);
    directory.set(directory.idOf(8), { model: "of before" });
    const link = latest(directory);
    directory.set(directory.idOf(9), { model: "m" });
    directory.setDisorder({ tombstones: 1 });
    const { items } = walk(directory, link);
    expect(idsOf(removedIn(items))).toEqual(removed);
    expect(items).toHaveLength(4);
  });

  test("the same seed is the same disorder, and a round that has begun keeps it", () => {
    const directory = make(500);
    const disorder = { seed: 5, repeats: 0.5, shuffle: true, shortPages: true, emptyPages: 0.5 };
    directory.setDisorder(disorder);
    const one = walk(directory, "/devices/delta");
    const two = walk(directory, "/devices/delta", () => directory.setDisorder({ minimal: true }));
    expect(two.pages.map(({ value }) => idsOf(value))).toEqual(one.pages.map(({ value }) => idsOf(value)));
  });
});
