// Severities in every store: counted before they are saved, set for all assets at once, and kept true.

import { expect, test } from "vitest";
import type { ConnectionId } from "../../src/core/id.ts";
import { noSeverities, type SeverityMap } from "../../src/core/severity.ts";
import type { Storage, WriteContext } from "../../src/core/storage.ts";
import { wholeStep } from "../support/map-step.ts";
import { beginRun, bringDevice, describeStores } from "../support/stores.ts";

const at = 1_800_000_000_000;
const dayMs = 24 * 60 * 60 * 1000;
const daysAgo = (days: number): string => new Date(at - days * dayMs).toISOString();

const map = (severities: Partial<SeverityMap["severities"]>, staleAfterDays = 90): SeverityMap => ({
  severities: { ...noSeverities.severities, ...severities },
  staleAfterDays,
});

/** Compliant, managed, enabled, signed in today; and each otherwise. */
const well = { isCompliant: true, isManaged: true, accountEnabled: true };
const devices: readonly object[] = [
  { ...well, approximateLastSignInDateTime: daysAgo(0) },
  { ...well, isCompliant: false, approximateLastSignInDateTime: daysAgo(100) },
  { ...well, isCompliant: null, approximateLastSignInDateTime: daysAgo(40) },
  { ...well, isManaged: null },
  { ...well, accountEnabled: false, approximateLastSignInDateTime: daysAgo(400) },
];

const bring = (storage: Storage, context: WriteContext, more: object, id: string = crypto.randomUUID()) =>
  storage.transaction((writer) => bringDevice(writer, context, { id, displayName: "PC", ...more }));

async function begin(storage: Storage): Promise<WriteContext> {
  const context = await storage.transaction((writer) => beginRun(writer));
  for (const device of devices) await bring(storage, context, device);
  return context;
}

const count = async (storage: Storage, id: ConnectionId, tried: SeverityMap, now = at) => {
  const counts = await storage.countSeverities(id, tried, now);
  const shown = (side: "before" | "after") =>
    Object.fromEntries(counts.filter((one) => one[side] > 0).map((one) => [String(one.severity), one[side]]));
  return { before: shown("before"), after: shown("after") };
};

async function save(storage: Storage, id: ConnectionId, saved: SeverityMap, now = at): Promise<void> {
  const { version } = await storage.readConnection(id);
  await storage.transaction((writer) => writer.saveSeverityMap(id, version, saved, now));
}

const apply = (storage: Storage, id: ConnectionId, now = at) =>
  storage.transaction((writer) => writer.applySeverityMap(wholeStep(id), now));
const note = (storage: Storage, now: number) =>
  storage.transaction((writer) => writer.noteStale(now, 10_000));
const readTasks = async (storage: Storage, connectionId: ConnectionId) =>
  (await storage.readTasks({ before: null, limit: 100 })).filter(
    ({ work }) => work.kind === "apply_severity_map" && work.connectionId === connectionId,
  );

describeStores((storage) => {
  test("[SE1] a connection begins without severities", async () => {
    const { connectionId: id } = await begin(storage());
    expect((await storage().readConnection(id)).severityMap).toEqual(noSeverities);
    expect(await count(storage(), id, noSeverities)).toEqual({ before: { null: 5 }, after: { null: 5 } });
  });

  test("[SE2] [SE3] what is counted beforehand is what there is after saving, at once where nothing is called stale", async () => {
    const { connectionId: id } = await begin(storage());
    const other = await begin(storage());
    const saved = map({ not_compliant: 5, compliance_unknown: 3, not_managed: 3, disabled: 2 });
    const wanted = { null: 1, 2: 1, 3: 2, 5: 1 };
    expect(await count(storage(), id, saved)).toEqual({ before: { null: 5 }, after: wanted });
    await save(storage(), id, saved);
    expect(await count(storage(), id, noSeverities)).toEqual({ before: wanted, after: { null: 5 } });
    expect(await count(storage(), other.connectionId, saved)).toMatchObject({ before: { null: 5 } });
    expect(await readTasks(storage(), id)).toEqual([]);
    expect((await storage().readConnection(id)).severityMap).toEqual(saved);
  });

  test("[SE2] [SE3] where others are stale by a map, a task sees to them, as was counted beforehand", async () => {
    const { connectionId: id } = await begin(storage());
    for (const [days, after] of [
      [90, { null: 3, 4: 2 }],
      [30, { null: 2, 4: 3 }],
      [365, { null: 4, 4: 1 }],
    ] as const) {
      const saved = map({ stale: 4 }, days);
      expect((await count(storage(), id, saved)).after).toEqual(after);
      await save(storage(), id, saved);
      await apply(storage(), id);
      expect((await count(storage(), id, noSeverities)).before).toEqual(after);
      expect((await apply(storage(), id)).changed).toEqual([]);
    }
    expect(await readTasks(storage(), id)).toHaveLength(3);
    await save(storage(), id, map({ stale: null, not_compliant: 1 }));
    expect((await apply(storage(), id)).changed).toHaveLength(1);
    expect((await count(storage(), id, noSeverities)).before).toEqual({ null: 4, 1: 1 });
  });

  test("[SE2] a retired asset is not counted, and is stale or not as any other", async () => {
    const context = await begin(storage());
    const { connectionId: id } = context;
    const assetId = await bring(storage(), context, { ...well, approximateLastSignInDateTime: daysAgo(500) });
    await storage().transaction((writer) =>
      writer.retire(context, [{ assetId, reason: "deleted_at_source" }]),
    );
    await save(storage(), id, map({ stale: 5 }, 450));
    expect((await count(storage(), id, noSeverities)).before).toEqual({ null: 5 });
    expect((await apply(storage(), id)).changed).toEqual([assetId]);
    expect((await count(storage(), id, noSeverities)).before).toEqual({ null: 5 });
  });

  test("[SE4] a device has the severity of what it shows, with each change of it", async () => {
    const context = await begin(storage());
    const { connectionId: id } = context;
    await save(storage(), id, map({ not_compliant: 5, stale: 4 }));
    await apply(storage(), id);
    const signIn = (days: number) => ({ ...well, approximateLastSignInDateTime: daysAgo(days) });
    const before = (await count(storage(), id, noSeverities)).before;
    expect(before).toEqual({ null: 3, 4: 1, 5: 1 });
    await bring(storage(), context, signIn(91), "one");
    expect((await count(storage(), id, noSeverities)).before).toEqual({ ...before, 4: 2 });
    await bring(storage(), context, { ...signIn(91), isCompliant: false }, "one");
    expect((await count(storage(), id, noSeverities)).before).toEqual({ ...before, 5: 2 });
    await bring(storage(), context, signIn(0), "one");
    expect((await count(storage(), id, noSeverities)).before).toEqual({ ...before, null: 4 });
    await bring(storage(), context, well, "one");
    expect((await count(storage(), id, noSeverities)).before).toEqual({ ...before, null: 4 });
  });

  test("[SE4] as time passes devices grow stale, each by its own connection's map; one that never signed in does not", async () => {
    const [ninety, thirty, none] = [
      await begin(storage()),
      await begin(storage()),
      await begin(storage()),
    ].map(({ connectionId }) => connectionId);
    if (ninety === undefined || thirty === undefined || none === undefined) throw new TypeError();
    await save(storage(), ninety, map({ stale: 4 }));
    await save(storage(), thirty, map({ stale: 3 }, 30));
    for (const id of [ninety, thirty]) await apply(storage(), id);
    expect(await note(storage(), at)).toEqual([]);
    const shown = async (id: ConnectionId) => (await count(storage(), id, noSeverities)).before;
    expect([await shown(ninety), await shown(thirty)]).toEqual([
      { null: 3, 4: 2 },
      { null: 2, 3: 3 },
    ]);
    // The one that signed in today, to the millisecond.
    expect(await note(storage(), at + 30 * dayMs)).toEqual([]);
    expect(await note(storage(), at + 30 * dayMs + 1)).toHaveLength(1);
    expect(await shown(thirty)).toEqual({ null: 1, 3: 4 });
    await note(storage(), at + 60 * dayMs);
    expect([await shown(ninety), await shown(thirty), await shown(none)]).toEqual([
      { null: 2, 4: 3 },
      { null: 1, 3: 4 },
      { null: 5 },
    ]);
  });

  test("[SE4] what grew stale is noted some at a time", async () => {
    const context = await begin(storage());
    await save(storage(), context.connectionId, map({ stale: 4 }, 10));
    const some = () => storage().transaction((writer) => writer.noteStale(at, 2));
    expect([(await some()).length, (await some()).length]).toEqual([2, 1]);
    expect(await some()).toEqual([]);
  });

  test("[SE5] of two who change the same severities one is refused; who gives them as they are changes nothing", async () => {
    const { connectionId: id } = await begin(storage());
    const { version } = await storage().readConnection(id);
    const saving = (saved: SeverityMap, of: number) =>
      storage().transaction((writer) => writer.saveSeverityMap(id, of, saved, at));
    await saving(noSeverities, version);
    expect((await storage().readConnection(id)).version).toBe(version);
    await saving(map({ disabled: 1 }), version);
    await expect(saving(map({ disabled: 2 }), version)).rejects.toMatchObject({
      code: "connection.changed_meanwhile",
    });
    expect((await storage().readConnection(id)).severityMap).toEqual(map({ disabled: 1 }));
  });
});
