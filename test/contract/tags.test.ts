// What every store must do with tags, the assets that they are on, and the rules of dynamic ones.

import { expect, test } from "vitest";
import type { AssetId, TagId } from "../../src/core/id.ts";
import type { StorageWriter, WriteContext } from "../../src/core/storage.ts";
import { beginRun, bringDevice, describeStores } from "../support/stores.ts";
import { changeTag, doEveryTask, makeTag, place, tagProfile, tagsOf } from "../support/tagging.ts";

const unique = (name: string): string => `${name} ${crypto.randomUUID().slice(0, 8)}`;
const refused = (code: string) => expect.objectContaining({ code });

describeStores((store) => {
  const write = <Result>(work: (writer: StorageWriter) => Promise<Result>) => store().transaction(work);
  /** A word that no other test's devices have, and so many devices with it. */
  const bring = async (count: number, more: object = {}) => {
    const word = `w${crypto.randomUUID().replaceAll("-", "")}`;
    return write(async (writer) => {
      const context = await beginRun(writer);
      const ids: AssetId[] = [];
      for (let index = 1; index <= count; index += 1)
        ids.push(
          await bringDevice(writer, context, {
            id: `${word}-${index}`,
            displayName: `${word} pc${index}`,
            ...more,
          }),
        );
      return { word, context, ids };
    });
  };
  const bringAgain = (context: WriteContext, record: { id: string; [name: string]: unknown }) =>
    write((writer) => bringDevice(writer, context, record));
  const holders = async (tag: TagId, ids: readonly AssetId[]) => {
    const sets = await tagsOf(store(), ids);
    return ids.flatMap((_, index) => (sets[index]?.includes(tag) ? [index + 1] : []));
  };

  test("[PG61] an asset's tags stand in one order, whatever the database's locale", async () => {
    const { ids } = await bring(1);
    const mark = crypto.randomUUID();
    // In the order of bytes; most locales pass over the hyphen and put ä beside a.
    const names = ["_x", "a-c", "A-Z", "AB", "zebra", "äpfel"].map((name) => `${mark} ${name}`);
    for (const name of names.toReversed()) await place(store(), "put_tag", await makeTag(store(), name), ids);
    await doEveryTask(store());
    const [id] = ids;
    const detail = id === undefined ? null : await store().readAssetDetail(id);
    expect(detail?.tags.map(({ name }) => name)).toEqual(names);
  });

  test("[TG1] a tag's name is its own, whatever its case, and each change is of one version", async () => {
    const name = unique("Lab");
    const id = await makeTag(store(), name, { description: "In the lab", criticality: 4 }, 77);
    expect(await store().readTag(id)).toEqual({
      ...{ id, name, colour: "#2f6fed", description: "In the lab", criticality: 4, rule: null },
      ...{ version: 1, createdAt: 77, activeAssets: 0, taskId: null },
    });
    await expect(makeTag(store(), name.toUpperCase())).rejects.toEqual(refused("tag.name_taken"));
    const other = await makeTag(store(), unique("Other"));
    await expect(changeTag(store(), other, { name: name.toLowerCase() })).rejects.toEqual(
      refused("tag.name_taken"),
    );
    await changeTag(store(), id, { name: name.toUpperCase(), colour: "#000000" });
    expect(await store().readTag(id)).toMatchObject({ name: name.toUpperCase(), version: 2, criticality: 4 });
    const late = write((writer) => writer.changeTag(id, 1, { description: "" }, 10));
    await expect(late).rejects.toEqual(refused("tag.changed_meanwhile"));
    const read = await store().readTags({ after: id - 1, limit: 2 });
    expect(read.map((tag) => tag.id)).toEqual([id, other]);
    await write((writer) => writer.removeTag(other, 10));
    await expect(store().readTag(other)).rejects.toEqual(refused("tag.not_found"));
    await expect(write((writer) => writer.removeTag(other, 10))).rejects.toEqual(refused("tag.not_found"));
  });

  test("[TG5] [TG3] a static tag is put on the assets that a query shows, or on those of these ids, and taken off again", async () => {
    const { word, ids } = await bring(4);
    const tag = await makeTag(store(), unique("Static"));
    const task = await place(store(), "put_tag", tag, `name: ${word} and not name: pc3`);
    expect(task).toMatchObject({ state: "done", changed: 3, error: null });
    expect(await holders(tag, ids)).toEqual([1, 2, 4]);
    expect((await store().readTag(tag)).activeAssets).toBe(3);
    expect((await place(store(), "put_tag", tag, ids.slice(1, 3))).changed).toBe(1);
    expect(await holders(tag, ids)).toEqual([1, 2, 3, 4]);
    expect((await place(store(), "take_tag", tag, `name: ${word}*pc1`)).changed).toBe(1);
    await place(store(), "take_tag", tag, ids.slice(0, 2));
    expect(await holders(tag, ids)).toEqual([3, 4]);
    expect((await store().readTag(tag)).activeAssets).toBe(2);
  });

  test("[TG5] the times of a query are those of when it was asked, and it shows active assets alone", async () => {
    const { word, context, ids } = await bring(2);
    const [first, second] = ids as [AssetId, AssetId];
    const tag = await makeTag(store(), unique("Recent"));
    const query = `name: ${word} and firstSeen > now-1h`;
    const seenAt = context.at;
    expect((await place(store(), "put_tag", tag, query, seenAt + 7_200_000)).changed).toBe(0);
    await write((writer) => writer.retire(context, [{ assetId: second, reason: "deleted_at_source" }]));
    const id = await write((writer) =>
      writer.createTask(
        { kind: "put_tag", tagId: tag, target: { kind: "query", text: query } },
        seenAt + 60_000,
      ),
    );
    await doEveryTask(store(), seenAt + 7_200_000);
    expect(await store().readTask(id)).toMatchObject({ state: "done", changed: 1 });
    expect(await holders(tag, [first, second])).toEqual([1]);
  });

  test("[TG6] tags stay on an asset that is changed, retired and restored", async () => {
    const { word, context, ids } = await bring(1);
    const [id] = ids as [AssetId];
    const tag = await makeTag(store(), unique("Kept"));
    await place(store(), "put_tag", tag, ids);
    await bringAgain(context, { id: `${word}-1`, displayName: `${word} other`, operatingSystem: "Windows" });
    expect(await tagsOf(store(), ids)).toEqual([[tag]]);
    await write((writer) => writer.retire(context, [{ assetId: id, reason: "deleted_at_source" }]));
    expect([await tagsOf(store(), ids), (await store().readTag(tag)).activeAssets]).toEqual([[[tag]], 0]);
    await bringAgain(context, { id: `${word}-1`, displayName: `${word} back` });
    expect([await tagsOf(store(), ids), (await store().readTag(tag)).activeAssets]).toEqual([[[tag]], 1]);
  });

  test("[TG4] a removed tag comes off every asset", async () => {
    const { ids } = await bring(3);
    const [gone, stays] = [await makeTag(store(), unique("Gone")), await makeTag(store(), unique("Stays"))];
    await place(store(), "put_tag", gone, ids);
    await place(store(), "put_tag", stays, ids.slice(0, 2));
    const task = await write((writer) => writer.removeTag(gone, 10));
    expect(await store().readTask(task)).toMatchObject({ state: "waiting", work: { kind: "forget_tag" } });
    await doEveryTask(store());
    expect(await store().readTask(task)).toMatchObject({ state: "done", changed: 3 });
    expect(await tagsOf(store(), ids)).toEqual([[stays], [stays], []]);
  });

  test("[TG4] a tag that a connection or another tag's rule names is not removed, and keeps what it is called by rules", async () => {
    const name = unique("Named");
    const id = await makeTag(store(), name);
    const connection = await write(async (writer) => {
      const { connectionId } = await beginRun(writer);
      await writer.changeConnection(connectionId, 1, { tags: [name] }, 10);
      return connectionId;
    });
    await expect(write((writer) => writer.removeTag(id, 10))).rejects.toEqual(refused("tag.in_use"));
    const renamed = unique("Renamed");
    await changeTag(store(), id, { name: renamed });
    expect(await store().readConnection(connection)).toMatchObject({ tags: [renamed], version: 3 });
    await write((writer) => writer.changeConnection(connection, 3, { tags: [] }, 10));
    const rule = `tags.name: "${renamed}"`;
    const dependent = await makeTag(store(), unique("Dependent"), { rule });
    await expect(write((writer) => writer.removeTag(id, 10))).rejects.toMatchObject({
      code: "tag.in_use",
      message: expect.stringContaining("Dependent"),
    });
    await expect(changeTag(store(), id, { name: unique("Else") })).rejects.toEqual(refused("tag.in_use"));
    await changeTag(store(), id, { name: renamed.toUpperCase() });
    await changeTag(store(), dependent, { rule: null });
    await write((writer) => writer.removeTag(id, 10));
  });

  test("[TG10] [TG11] a dynamic tag is on what its rule holds for: what is there, and what comes, changes, is retired and comes back", async () => {
    const { word, context, ids } = await bring(3, { operatingSystem: "Linux" });
    const rule = `name: ${word} and operatingSystem: Windows`;
    const tag = await makeTag(store(), unique("Windows here"), { rule });
    const retired = await makeTag(store(), unique("Retired here"), {
      rule: `name: ${word} and lifecycle.state: retired`,
    });
    const changed = await makeTag(store(), unique("Changed here"), {
      rule: `name: ${word} and changed.field: operatingSystem`,
    });
    expect((await store().readTag(tag)).taskId).not.toBeNull();
    await doEveryTask(store());
    expect([await holders(tag, ids), (await store().readTag(tag)).taskId]).toEqual([[], null]);
    const set = (number: number, operatingSystem: string) =>
      bringAgain(context, { id: `${word}-${number}`, displayName: `${word} pc${number}`, operatingSystem });
    await set(2, "Windows");
    ids.push(await set(4, "Windows"));
    expect(await holders(tag, ids)).toEqual([2, 4]);
    expect(await holders(changed, ids)).toEqual([2]);
    await set(2, "Linux");
    expect(await holders(tag, ids)).toEqual([4]);
    const last = ids[3] as AssetId;
    await write((writer) => writer.retire(context, [{ assetId: last, reason: "deleted_at_source" }]));
    expect([await holders(tag, ids), await holders(retired, ids)]).toEqual([[4], [4]]);
    await set(4, "Linux");
    expect([await holders(tag, ids), await holders(retired, ids)]).toEqual([[], []]);
    expect(await holders(changed, ids)).toEqual([2, 4]);
    await changeTag(store(), tag, { rule: `name: ${word} and name: pc3` });
    await doEveryTask(store());
    expect(await holders(tag, ids)).toEqual([3]);
    await changeTag(store(), tag, { rule: null });
    await doEveryTask(store());
    expect(await holders(tag, ids)).toEqual([3]);
    await place(store(), "put_tag", tag, ids);
    await changeTag(store(), tag, { rule });
    await doEveryTask(store());
    expect(await holders(tag, ids)).toEqual([]);
  });

  test("[TG7] a dynamic tag is not put on by hand", async () => {
    const { ids } = await bring(1);
    const tag = await makeTag(store(), unique("Ruled"), { rule: "name: nobody" });
    expect(await place(store(), "put_tag", tag, ids)).toMatchObject({
      state: "failed",
      changed: 0,
      error: { code: "tag.is_dynamic" },
    });
  });

  test("[TG12] a rule that names tags follows them, through however many rules", async () => {
    const { word, context, ids } = await bring(3);
    const names = {
      base: unique("Base"),
      middle: unique("Middle"),
      top: unique("Top"),
      by: unique("By hand"),
    };
    // Made in the wrong order: a rule may name a tag that is yet to come.
    const top = await makeTag(store(), names.top, { rule: `tags.name: "${names.middle}" and name: ${word}` });
    const middle = await makeTag(store(), names.middle, {
      rule: `tags.name: "${names.base}" or tags.name: "${names.by}"`,
    });
    const base = await makeTag(store(), names.base, { rule: `name: ${word} and name: pc2` });
    const by = await makeTag(store(), names.by);
    await doEveryTask(store());
    expect(await tagsOf(store(), ids)).toEqual([[], [top, middle, base], []]);
    await place(store(), "put_tag", by, ids.slice(0, 1));
    expect(await tagsOf(store(), ids)).toEqual([[top, middle, by], [top, middle, base], []]);
    await bringAgain(context, { id: `${word}-2`, displayName: `${word} pc5` });
    expect(await tagsOf(store(), ids)).toEqual([[top, middle, by], [], []]);
    await changeTag(store(), base, { rule: `name: ${word} and name: pc3` });
    await doEveryTask(store());
    expect(await tagsOf(store(), ids)).toEqual([[top, middle, by], [], [top, middle, base]]);
    await place(store(), "take_tag", by, ids);
    expect(await tagsOf(store(), ids)).toEqual([[], [], [top, middle, base]]);
  });

  test("[TG12] a pattern follows the tags that come, are renamed and go", async () => {
    const { ids } = await bring(2);
    const word = `p${crypto.randomUUID().slice(0, 8)}`;
    const some = await makeTag(store(), unique("Some"), { rule: `tags.name: ${word}*` });
    const tag = await makeTag(store(), unique("Else"));
    await place(store(), "put_tag", tag, ids.slice(0, 1));
    expect(await holders(some, ids)).toEqual([]);
    await changeTag(store(), tag, { name: `${word} one` });
    await doEveryTask(store());
    expect(await holders(some, ids)).toEqual([1]);
    const second = await makeTag(store(), `${word} two`);
    await place(store(), "put_tag", second, ids.slice(1));
    expect(await holders(some, ids)).toEqual([1, 2]);
    await write((writer) => writer.removeTag(second, 10));
    await doEveryTask(store());
    expect(await holders(some, ids)).toEqual([1]);
  });

  test("[TG13] rules that would name one another in a ring are refused, however the ring would come about", async () => {
    const [a, b, c] = [unique("Ring"), unique("Ring"), unique("Ring")] as const;
    const naming = (name: string): string => `tags.name: "${name}"`;
    await expect(makeTag(store(), a, { rule: naming(a) })).rejects.toEqual(refused("tag.rule_loop"));
    await expect(makeTag(store(), a, { rule: "tags.name is null" })).rejects.toEqual(
      refused("tag.rule_loop"),
    );
    await expect(makeTag(store(), a, { rule: a })).rejects.toEqual(refused("tag.rule_loop"));
    const first = await makeTag(store(), a, { rule: naming(b) });
    const second = await makeTag(store(), b, { rule: naming(c) });
    // A new tag closes it.
    await expect(makeTag(store(), c, { rule: naming(a) })).rejects.toMatchObject({
      code: "tag.rule_loop",
      message: expect.stringContaining(`"${a}", "${b}", "${c}"`),
    });
    const third = await makeTag(store(), c);
    // Another rule closes it.
    await expect(changeTag(store(), third, { rule: naming(a) })).rejects.toEqual(refused("tag.rule_loop"));
    // A new name closes it.
    const named = await makeTag(store(), unique("Outside"), { rule: naming(a) });
    await changeTag(store(), second, { rule: `tags.name: "${a} x"` });
    await expect(changeTag(store(), named, { name: `${a} x` })).rejects.toEqual(refused("tag.rule_loop"));
    expect((await store().readTag(first)).rule).toBe(naming(b));
    await expect(makeTag(store(), unique("Wrong"), { rule: "name: [" })).rejects.toEqual(
      refused("tag.rule_refused"),
    );
    await expect(
      write((writer) => writer.createTag(tagProfile(unique("Free"), { rule: "name: free" }), 10)),
    ).resolves.toBeGreaterThan(0);
  });
});
