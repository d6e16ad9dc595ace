// What a directory counts and keeps while its devices come, change, go and return.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultNamelessShare, defaultSoftDeletedShare } from "./device-generator.ts";
import { Directory } from "./directory.ts";
import { EditRefusal } from "./edit-refusal.ts";
import { ask, askRefusal, idsOf, truthOf, walk } from "./test-client.ts";

const one = (directory: Directory): string => directory.idOf(0);

function liveIdOf(directory: Directory, trustType: string | null): string {
  const found = truthOf(directory).find((device) => device.trustType === trustType);
  if (found === undefined) throw new Error("there is none");
  return found.id;
}

describe("what a tenant is made of", () => {
  const directory = new Directory({ devices: 20_000, seed: 1 });
  const truth = truthOf(directory);

  test("it has exactly as many live devices as it was asked for, each with an id of its own", () => {
    expect(new Set(idsOf(truth)).size).toBe(20_000);
    expect(new Set(truth.map(({ deviceId }) => deviceId)).size).toBe(20_000);
    expect(directory.count()).toBe(20_000);
  });

  test("the shares of nameless and of soft-deleted devices are the stated ones", () => {
    const nameless = truth.filter(({ displayName }) => displayName === null || displayName === "");
    expect(directory.countWithoutName()).toBe(nameless.length);
    expect(nameless.length / truth.length).toBeCloseTo(defaultNamelessShare, 3);
    expect(new Set(nameless.map(({ displayName }) => displayName))).toEqual(new Set([null, ""]));
    expect(directory.countSoftDeleted()).toBe(20_000 * defaultSoftDeletedShare);
    const plain = new Directory({ devices: 3000, seed: 1, namelessShare: 0, softDeletedShare: 0 });
    expect([plain.countWithoutName(), plain.countSoftDeleted(), plain.size]).toEqual([0, 0, 3000]);
  });

  test("it has the odd spellings, the nulls and the extension attributes of the wild", () => {
    const values = (name: string): ReadonlySet<unknown> => new Set(truth.map((device) => device[name]));
    expect(values("trustType")).toEqual(new Set(["AzureAd", "ServerAd", "Workplace", null]));
    expect(values("isCompliant")).toEqual(new Set([true, false, null]));
    expect(values("isManaged")).toEqual(new Set([true, false, null]));
    expect(values("onPremisesSyncEnabled")).toEqual(new Set([true, false, null]));
    for (const system of ["Windows", "WINDOWS", "windows", "IPhone", "MacMDM", "Printer", "", null])
      expect(values("operatingSystem")).toContain(system);
    expect(values("approximateLastSignInDateTime")).toContain("0001-01-01T00:00:00Z");
    const attributes = truth.map(({ extensionAttributes }) => JSON.stringify(extensionAttributes));
    expect(attributes.filter((text) => text.includes("CC-1001")).length).toBeGreaterThan(0);
  });

  test("the same seed is the same tenant, another seed another", () => {
    const again = new Directory({ devices: 50, seed: 1 });
    const other = new Directory({ devices: 50, seed: 2 });
    expect(truthOf(new Directory({ devices: 50, seed: 1 }))).toEqual(truthOf(again));
    expect(idsOf(truthOf(other)).filter((id) => again.find(id) !== undefined)).toEqual([]);
  });
});

describe("soft-deleted devices", () => {
  test("those of the beginning are in no list, count, get or initial round, and can be restored", () => {
    const directory = new Directory({ devices: 500, seed: 3, softDeletedShare: 0.1 });
    const hidden = directory.softDeleted().map((index) => directory.idOf(index));
    expect(hidden).toHaveLength(50);
    const shown = [
      ...idsOf(walk(directory, "/devices").items),
      ...idsOf(walk(directory, "/devices/delta").items),
      ...idsOf(truthOf(directory)),
    ];
    expect(shown).toHaveLength(1500);
    expect(shown.filter((id) => hidden.includes(id))).toEqual([]);
    const [first = ""] = hidden;
    expect(askRefusal(directory, `/devices/${first}`)).toMatchObject({ status: 404 });
    directory.restore(first);
    expect(JSON.parse(ask(directory, `/devices/${first}`).body)).toMatchObject({ isCompliant: false });
    expect([directory.count(), directory.countSoftDeleted()]).toEqual([501, 49]);
  });

  test("every one of the beginning is of a kind that can be soft-deleted", () => {
    const directory = new Directory({ devices: 3000, seed: 4, softDeletedShare: 0.2 });
    for (const index of directory.softDeleted()) expect(directory.isSoftlyDeleted(index)).toBe(true);
  });

  test.each([
    ["AzureAd", "changed"],
    ["Workplace", "changed"],
    ["ServerAd", "deleted"],
    [null, "deleted"],
  ])("a removed device of trust type %s is %s", (trustType, removal) => {
    const directory = new Directory({ devices: 1000, seed: 5 });
    const id = directory.create({ trustType, profileType: "RegisteredDevice" });
    expect(directory.removeSoft(id)).toBe(removal);
    const generated = liveIdOf(directory, trustType);
    const profile = directory.value(directory.indexOf(generated) ?? 0, "profileType");
    const isGoneAtOnce = profile === "SecureVM" || profile === "Printer";
    expect(directory.removeSoft(generated)).toBe(isGoneAtOnce ? "deleted" : removal);
  });

  test.each(["SecureVM", "Printer"])("a removed %s is gone at once", (profileType) => {
    const directory = new Directory({ devices: 1, seed: 5 });
    expect(directory.removeSoft(directory.create({ trustType: "AzureAd", profileType }))).toBe("deleted");
  });
});

describe("edits", () => {
  test("a created device has what was given, of any name, and what is drawn", () => {
    const directory = new Directory({ devices: 10, seed: 6 });
    const given = { displayName: "Ada's", extension_a1_costCentre: { deep: [1, null] }, __proto: "x" };
    const id = directory.create(given);
    const device = JSON.parse(ask(directory, `/devices/${id}`).body) as Record<string, unknown>;
    expect(device).toMatchObject(given);
    expect(device.deviceId).toMatch(/^[0-9a-f-]{36}$/);
    const selected = ask(directory, `/devices/${id}?$select=extension_a1_costCentre`).body;
    expect(JSON.parse(selected)).toMatchObject({ id, extension_a1_costCentre: { deep: [1, null] } });
    expect(JSON.parse(selected)).not.toHaveProperty("displayName");
  });

  test("an extension attribute that is set leaves the other fourteen as they are", () => {
    const directory = new Directory({ devices: 1, seed: 6 });
    directory.set(one(directory), { extensionAttributes: { extensionAttribute1: "a" } });
    directory.set(one(directory), { extensionAttributes: { extensionAttribute9: "b" } });
    const value = directory.value(0, "extensionAttributes") as Record<string, unknown>;
    expect(Object.keys(value)).toHaveLength(15);
    expect(value).toMatchObject({ extensionAttribute1: "a", extensionAttribute9: "b" });
  });

  test("set, clear and remove change the counts as they should", () => {
    const directory = new Directory({ devices: 100, seed: 7, namelessShare: 0.3 });
    const before = directory.countWithoutName();
    const id = directory.create({ displayName: "named" });
    directory.clear(id, ["displayName"]);
    expect(directory.countWithoutName()).toBe(before + 1);
    directory.set(id, { displayName: "  " });
    expect(directory.countWithoutName()).toBe(before + 1);
    directory.removeHard(id);
    expect([directory.countWithoutName(), directory.count()]).toEqual([before, 100]);
  });

  test("an edit that makes no sense is refused", () => {
    const directory = new Directory({ devices: 2, seed: 8 });
    const id = directory.create({ trustType: "AzureAd", profileType: null });
    expect(() => directory.restore(id)).toThrow(EditRefusal);
    expect(() => directory.set("nobody", {})).toThrow(EditRefusal);
    expect(() => directory.create({ id: "mine" })).toThrow("the id is given by the directory");
    expect(directory.size).toBe(3);
    directory.removeSoft(id);
    expect(() => directory.removeSoft(id)).toThrow(EditRefusal);
    expect(() => directory.set(id, { displayName: "x" })).toThrow(EditRefusal);
    directory.removeHard(id);
    expect(() => directory.restore(id)).toThrow("is not soft-deleted");
    expect(() => directory.removeHard(id)).toThrow(EditRefusal);
  });

  test("counts that are kept equal counts that are made, after any edits", () => {
    const request = fc.record({
      seed: fc.nat(),
      add: fc.nat(5),
      change: fc.nat(5),
      remove: fc.nat(9),
      restore: fc.nat(5),
    });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 6 }), fc.nat(), (requests, seed) => {
        const directory = new Directory({ devices: 40, seed, namelessShare: 0.2, softDeletedShare: 0.1 });
        directory.countWithoutName();
        for (const each of requests) directory.randomChanges(each);
        const truth = truthOf(directory);
        expect(directory.count()).toBe(truth.length);
        const nameless = truth.filter(({ displayName }) => displayName === null || displayName === "");
        expect(directory.countWithoutName()).toBe(nameless.length);
        expect(directory.countSoftDeleted()).toBe(directory.softDeleted().length);
      }),
      { numRuns: 50 },
    );
  });
});

describe("random changes", () => {
  test("there are exactly as many as asked for, and each is really one", () => {
    const directory = new Directory({ devices: 1000, seed: 9, namelessShare: 0.1 });
    const before = new Map(truthOf(directory).map((device) => [device.id, device]));
    const result = directory.randomChanges({ seed: 4, add: 7, change: 50, remove: 30, restore: 2 });
    expect(result).toEqual({ added: 7, changed: 50, removed: 30, restored: 2 });
    const after = new Map(truthOf(directory).map((device) => [device.id, device]));
    const added = [...after.keys()].filter((id) => !before.has(id));
    const changed = [...after].filter(([id, device]) => {
      return before.has(id) && JSON.stringify(before.get(id)) !== JSON.stringify(device);
    });
    expect([added.length, changed.length]).toEqual([9, 50]);
    expect([...before.keys()].filter((id) => !after.has(id))).toHaveLength(30);
  });

  test("only what can be soft-deleted is, and both kinds of removal occur", () => {
    const directory = new Directory({ devices: 1000, seed: 10, softDeletedShare: 0 });
    directory.randomChanges({ seed: 1, add: 0, change: 0, remove: 200, restore: 0 });
    const soft = directory.softDeleted();
    expect(soft.length).toBeGreaterThan(30);
    expect(soft.length).toBeLessThanOrEqual(100);
    for (const index of soft) expect(directory.isSoftlyDeleted(index)).toBe(true);
  });

  test("a small tenant gives what it has and says how much that was", () => {
    const directory = new Directory({ devices: 5, seed: 11, namelessShare: 0, softDeletedShare: 0 });
    const result = directory.randomChanges({ seed: 1, add: 0, change: 4, remove: 4, restore: 3 });
    expect(result).toEqual({ added: 0, changed: 4, removed: 1, restored: 0 });
  });

  test("what was removed meanwhile is restored before what was gone from the start", () => {
    const directory = new Directory({ devices: 200, seed: 12, softDeletedShare: 0.05 });
    directory.randomChanges({ seed: 1, add: 0, change: 0, remove: 40, restore: 0 });
    const removed = directory.softDeleted().filter((index) => index < 200).length;
    const result = directory.randomChanges({ seed: 2, add: 0, change: 0, remove: 0, restore: removed + 3 });
    expect(result.restored).toBe(removed + 3);
    expect(directory.softDeleted().filter((index) => index < 200)).toEqual([]);
    expect(directory.countSoftDeleted()).toBe(7);
  });
});
