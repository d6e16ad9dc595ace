// Dynamic tags whose rules ask for attributes or severities, in every store: they follow each change of a connection's maps.

import { expect, test } from "vitest";
import type { TagId } from "../../src/core/id.ts";
import { noSeverities } from "../../src/core/severity.ts";
import type { Storage } from "../../src/core/storage.ts";
import { beginRun, bringDevice, describeStores } from "../support/stores.ts";
import { doEveryTask, makeTag } from "../support/tagging.ts";

const at = 1_800_000_000_000;
const dayMs = 24 * 60 * 60 * 1000;

const dynamicTag = (storage: Storage, rule: string): Promise<TagId> =>
  makeTag(storage, `Tag ${crypto.randomUUID()}`, { rule });

/** Everything that was asked for by now. */
async function settle(storage: Storage): Promise<void> {
  expect((await doEveryTask(storage, at)).troubles).toEqual([]);
}

const holders = async (storage: Storage, ...ids: readonly TagId[]) =>
  Promise.all(ids.map(async (id) => (await storage.readTag(id)).activeAssets));

describeStores((storage) => {
  test("[TM15] a tag whose rule asks for an attribute follows the map that makes it, and the devices", async () => {
    const tag = await dynamicTag(storage(), "attribute.costCentre: 4711");
    const context = await storage().transaction(beginRun);
    const { connectionId: id } = context;
    const device = { id: "d1", displayName: "PC", extensionAttributes: { extensionAttribute1: "4711" } };
    const bring = (record: typeof device) =>
      storage().transaction((writer) => bringDevice(writer, context, record));
    await bring(device);
    const from = "extensionAttributes.extensionAttribute1";
    const added = [{ from, to: "asset.assetDetail.untypedAttributes.costCentre" }];
    expect(await holders(storage(), tag)).toEqual([0]);
    await storage().transaction((writer) => writer.saveTransformMap(id, 1, added, at));
    await settle(storage());
    expect(await holders(storage(), tag)).toEqual([1]);
    await bring({ ...device, id: "d2" });
    expect(await holders(storage(), tag)).toEqual([2]);
    await bring({ ...device, extensionAttributes: { extensionAttribute1: "other" } });
    expect(await holders(storage(), tag)).toEqual([1]);
    await storage().transaction((writer) => writer.saveTransformMap(id, 2, [], at));
    await settle(storage());
    expect(await holders(storage(), tag)).toEqual([0]);
  });

  test("[SE7] a tag whose rule asks for a severity follows the map that gives it, the devices, and the time", async () => {
    const context = await storage().transaction(beginRun);
    const { connectionId: id } = context;
    const connection = `connection.id: ${id} and`;
    const high = await dynamicTag(storage(), `${connection} risk.severity >= 4`);
    const low = await dynamicTag(storage(), `${connection} risk.severity < 4`);
    const bring = (name: string, isCompliant: boolean, days: number) =>
      storage().transaction((writer) =>
        bringDevice(writer, context, {
          id: name,
          displayName: name,
          isCompliant,
          isManaged: true,
          accountEnabled: true,
          approximateLastSignInDateTime: new Date(at - days * dayMs).toISOString(),
        }),
      );
    await bring("a", false, 0);
    await bring("b", true, 40);
    await bring("c", true, 10);
    const save = async (severities: object) => {
      const { version } = await storage().readConnection(id);
      const map = { severities: { ...noSeverities.severities, ...severities }, staleAfterDays: 30 };
      await storage().transaction((writer) => writer.saveSeverityMap(id, version, map, at));
      await settle(storage());
    };
    await save({});
    expect(await holders(storage(), high, low)).toEqual([0, 0]);
    await save({ not_compliant: 5 });
    expect(await holders(storage(), high, low)).toEqual([1, 0]);
    await save({ not_compliant: 3, stale: 4 });
    expect(await holders(storage(), high, low)).toEqual([1, 1]);
    await bring("b", true, 0);
    expect(await holders(storage(), high, low)).toEqual([0, 1]);
    await storage().transaction((writer) => writer.noteStale(at + 21 * dayMs, 1000));
    expect(await holders(storage(), high, low)).toEqual([1, 1]);
    await save({});
    expect(await holders(storage(), high, low)).toEqual([0, 0]);
  });
});
