// What every store must do with connections: names, versions, settings, secrets, passes and pauses.

import { describe, expect, test } from "vitest";
import { connectionId, externalId } from "../../src/core/id.ts";
import { Secret } from "../../src/core/secret.ts";
import type { StorageWriter } from "../../src/core/storage.ts";
import { beginRun, bringDevice, describeStores, newConnection, testSettings } from "../support/stores.ts";

const daily = { kind: "daily", timeZone: "Asia/Calcutta", start: "2026-05-05T18:39" } as const;

describeStores((store) => {
  const write = <Result>(work: (writer: StorageWriter) => Promise<Result>) => store().transaction(work);
  const create = (given?: string) => write((writer) => writer.createConnection(newConnection(given), 5));

  test("[CN1] what a person enters comes back, and each change makes a new version", async () => {
    const id = await write((writer) =>
      writer.createConnection(
        { ...newConnection(), description: "All of it", tags: ["b", "a"], cloud: "global", schedule: daily },
        5,
      ),
    );
    expect(await store().readConnection(id)).toMatchObject({
      ...{ description: "All of it", tags: ["b", "a"], cloud: "global", schedule: daily },
      ...{ version: 1, pausedAt: null, nextRunAt: null, nextSecret: null, createdAt: 5 },
      secret: { storedAt: 5, expiresAt: null },
    });
    const change = {
      description: "",
      tags: [],
      fullPullEveryMs: 1000,
      retirementGuard: { share: 1, minimum: 9 },
    };
    await write((writer) => writer.changeConnection(id, 1, change, 6));
    expect(await store().readConnection(id)).toMatchObject({ ...change, schedule: daily, version: 2 });
    const late = write((writer) => writer.changeConnection(id, 1, { description: "late" }, 7));
    await expect(late).rejects.toMatchObject({ code: "connection.changed_meanwhile" });
    const unknown = write((writer) => writer.changeConnection(connectionId(999_999), 1, {}, 7));
    await expect(unknown).rejects.toMatchObject({ code: "connection.not_found" });
    expect((await store().readConnection(id)).description).toBe("");
  });

  test("[CN1] of two who change the same version at the same moment one is refused", async () => {
    const id = await create();
    const change = (description: string) =>
      write((writer) => writer.changeConnection(id, 1, { description }, 6)).then(
        () => "changed",
        (error: { code?: string }) => error.code,
      );
    expect((await Promise.all([change("a"), change("b")])).sort()).toEqual([
      "changed",
      "connection.changed_meanwhile",
    ]);
  });

  test("[CN2] a name is taken by one connection, whatever its case, until that is removed", async () => {
    const taken = crypto.randomUUID();
    const id = await create(`Contoso ${taken}`);
    const refused = { code: "connection.name_taken" };
    await expect(create(`Contoso ${taken}`)).rejects.toMatchObject(refused);
    await expect(create(`CONTOSO ${taken}`)).rejects.toMatchObject(refused);
    const other = await create();
    const rename = (version: number, to: string, which = other) =>
      write((writer) => writer.changeConnection(which, version, { name: to }, 6));
    await expect(rename(1, `contoso ${taken}`)).rejects.toMatchObject(refused);
    expect((await store().readConnection(other)).version).toBe(1);
    await rename(1, `CONTOSO ${taken}`, id);
    await write((writer) => writer.removeConnection({ id, assets: "retire" }, 7));
    await rename(1, `Contoso ${taken}`);
    expect((await store().readConnection(other)).name).toBe(`Contoso ${taken}`);
  });

  test("[CN2] of two who take a name at the same moment one is refused by the database", async () => {
    const taken = crypto.randomUUID();
    const results = await Promise.allSettled([create(taken), create(taken)]);
    const refusals = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(refusals).toMatchObject([{ code: "connection.name_taken" }]);
  });

  test("connections come in the order of ids, without those that are removed", async () => {
    const ids = [await create(), await create(), await create()];
    const [first, second, third] = ids;
    if (first === undefined || second === undefined) throw new Error("An id is missing.");
    await write((writer) => writer.removeConnection({ id: second, assets: "retire" }, 7));
    const page = await store().readConnections({ after: first - 1, limit: 2 });
    expect(page.map(({ id }) => id)).toEqual([first, third]);
    await expect(store().readConnection(second)).rejects.toMatchObject({ code: "connection.not_found" });
    await expect(store().readSecret(second)).rejects.toMatchObject({ code: "connection.not_found" });
    for (const act of [
      (writer: StorageWriter) => writer.setPaused(second, 5),
      (writer: StorageWriter) => writer.setNextSecret(second, new Secret("x"), null, 5),
      (writer: StorageWriter) => writer.removeConnection({ id: second, assets: "purge" }, 5),
    ])
      await expect(write(act)).rejects.toMatchObject({ code: "connection.not_found" });
  });

  test("[CN3] other settings make the next run a full pull; the tenant is fixed once it has devices", async () => {
    const context = await write(beginRun);
    const id = context.connectionId;
    const other = { ...testSettings, graphUrl: "https://graph.other" };
    const change = async (settings: typeof testSettings | typeof other) => {
      const { version } = await store().readConnection(id);
      await write((writer) => writer.changeConnection(id, version, { settings }, 6));
    };
    await change({ ...testSettings, tenantId: "contoso.example" });
    await expect(change(other)).rejects.toMatchObject({ code: "connection.busy" });
    await write(async (writer) => {
      await bringDevice(writer, context, { id: "d1", displayName: "PC" });
      await writer.startRun(context);
      await writer.saveProgress(
        context,
        { phase: "initial_round", next: null },
        (await writer.readRun(context.runId)).counters,
      );
      await writer.failRun(context, { reason: "source_error", code: "x", message: "x" });
    });
    await change(testSettings);
    expect(await store().readCheckpoint(context.runId)).not.toBeNull();
    const elsewhere = { ...other, tenantId: "fabrikam.example" as "contoso.example" };
    await expect(change(elsewhere)).rejects.toMatchObject({ code: "connection.tenant_fixed" });
    await change(other);
    expect(await store().readConnection(id)).toMatchObject({
      settings: other,
      deltaLink: null,
      lastFullPullAt: null,
    });
    // The links of a run that failed lead to the hosts of before.
    expect(await store().readCheckpoint(context.runId)).toBeNull();
    const found = await write((writer) => writer.findDevices(context, [externalId("d1")]));
    expect(found.size).toBe(1);
  });

  test("[CN4] who pauses what is paused, or resumes what is not, changes nothing", async () => {
    const id = await create();
    const pause = (pausedAt: number | null) => write((writer) => writer.setPaused(id, pausedAt));
    await pause(null);
    expect(await store().readConnection(id)).toMatchObject({ pausedAt: null, version: 1 });
    await pause(7);
    await pause(8);
    expect(await store().readConnection(id)).toMatchObject({ pausedAt: 7, version: 2 });
    await pause(null);
    expect(await store().readConnection(id)).toMatchObject({ pausedAt: null, version: 3 });
  });

  describe("[CN5] a second secret", () => {
    test("waits, takes over and can be dropped", async () => {
      const id = await create();
      const noNext = { code: "connection.no_next_secret" };
      const reveal = async () => (await store().readSecret(id)).reveal();
      const setNext = (text: string) => write((writer) => writer.setNextSecret(id, new Secret(text), 99, 8));
      const takeOver = () => write((writer) => writer.takeOverNextSecret(id));
      await expect(store().readNextSecret(id)).rejects.toMatchObject(noNext);
      await expect(takeOver()).rejects.toMatchObject(noNext);
      await expect(write((writer) => writer.dropNextSecret(id))).rejects.toMatchObject(noNext);
      await setNext("planted-second");
      await setNext("planted-third");
      expect([await reveal(), (await store().readNextSecret(id)).reveal()]).toEqual([
        "planted-secret",
        "planted-third",
      ]);
      expect(await store().readConnection(id)).toMatchObject({
        secret: { storedAt: 5, expiresAt: null },
        nextSecret: { storedAt: 8, expiresAt: 99 },
        version: 3,
      });
      await write((writer) => writer.dropNextSecret(id));
      await expect(store().readNextSecret(id)).rejects.toMatchObject(noNext);
      await setNext("planted-fourth");
      await takeOver();
      expect(await reveal()).toBe("planted-fourth");
      expect(await store().readConnection(id)).toMatchObject({
        secret: { storedAt: 8, expiresAt: 99 },
        nextSecret: null,
      });
      await expect(takeOver()).rejects.toMatchObject(noNext);
    });

    test("is replaced together with the first, and neither is in what can be read", async () => {
      const id = await create();
      await write((writer) => writer.setNextSecret(id, new Secret("planted-second"), 99, 8));
      expect(JSON.stringify(await store().readConnections({ after: id - 1, limit: 1 }))).not.toContain(
        "planted",
      );
      const { version } = await store().readConnection(id);
      await write((writer) => writer.changeConnection(id, version, { secret: new Secret("planted-new") }, 9));
      expect((await store().readSecret(id)).reveal()).toBe("planted-new");
      expect(await store().readConnection(id)).toMatchObject({
        secret: { storedAt: 9, expiresAt: null },
        nextSecret: null,
      });
    });
  });

  test("[CN6] a pass is for exactly the settings that passed, and for a time", async () => {
    const tested = {
      connectorId: "entra-devices",
      settings: testSettings,
      secret: new Secret(crypto.randomUUID()),
    };
    const { settings } = tested;
    await write((writer) => writer.addPass(tested, 100, 0));
    const passed = (what: typeof tested | object, since = 100) =>
      store().hasPassed({ ...tested, ...what }, since);
    expect(await passed({})).toBe(true);
    expect(await passed({}, 101)).toBe(false);
    const others = [
      { connectorId: "other" },
      { secret: new Secret("other") },
      ...Object.keys(settings).map((field) => ({ settings: { ...settings, [field]: "other" } })),
    ];
    expect(others).toHaveLength(7);
    for (const other of others) expect(await passed(other)).toBe(false);
    await write((writer) => writer.addPass(tested, 200, 150));
    expect(await passed({}, 200)).toBe(true);
    await write((writer) => writer.addPass({ ...tested, connectorId: "other" }, 300, 250));
    expect(await passed({}, 0)).toBe(false);
  });

  test("[CN8] a warning of a secret's expiry is noted once, until the secret or its expiry is another one", async () => {
    const id = await write((writer) =>
      writer.createConnection({ ...newConnection(), secretExpiresAt: 1000 }, 5),
    );
    const read = async (before = 1000) =>
      (await store().readExpiringSecrets(before)).find((secret) => secret.id === id);
    const secret = await read();
    expect(await read(999)).toBeUndefined();
    expect(secret).toEqual({ id, expiresAt: 1000, warnedDays: null });
    if (secret === undefined) throw new Error("It is there.");
    const note = (days: number) => write((writer) => writer.noteSecretWarning(secret, days));
    expect([await note(14), await note(14), await note(30), await note(7)]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(await read()).toMatchObject({ warnedDays: 7 });
    await write((writer) => writer.changeConnection(id, 1, { secretExpiresAt: 2000 }, 6));
    expect([await note(1), (await read(2000))?.warnedDays]).toEqual([false, null]);
    await write(async (writer) => {
      await writer.setNextSecret(id, new Secret("x"), 3000, 7);
      await writer.takeOverNextSecret(id);
    });
    expect(await read(3000)).toEqual({ id, expiresAt: 3000, warnedDays: null });
    await write((writer) => writer.noteSecretWarning({ id, expiresAt: 3000, warnedDays: null }, 0));
    expect(await read(3000)).toBeUndefined();
  });

  test("unknown tags are told", async () => {
    expect(await store().findUnknownTags(["a", "b"])).toEqual(["a", "b"]);
    expect(await store().findUnknownTags([])).toEqual([]);
  });

  test("[CN7] a run and a removal that are asked for at the same moment exclude each other", async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const id = await create();
      const request = {
        connectionId: id,
        mode: "full_pull",
        transformMapVersion: 1,
        trigger: "person",
        at: 5,
      } as const;
      const [run, removal] = await Promise.allSettled([
        write((writer) => writer.createRun(request)),
        write((writer) => writer.removeConnection({ id, assets: "retire" }, 6)),
      ]);
      expect([run.status, removal.status].sort()).toEqual(["fulfilled", "rejected"]);
    }
  });
});
