// How many statements the embedded store prepares, however much is written with them.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { expect, test, vi } from "vitest";
import { testKeys } from "../../../test/support/engine.ts";
import { beginRun, storeRules } from "../../../test/support/stores.ts";
import { makeTag, place } from "../../../test/support/tagging.ts";
import { externalId } from "../../core/id.ts";
import { reconcile } from "../../core/reconcile.ts";
import type { Storage, WriteContext } from "../../core/storage.ts";
import { openSqlite } from "./open.ts";

let brought = 0;

/** A page of new devices, some of which are rejected, each page with traits that no other has. */
async function writePage(storage: Storage, context: WriteContext, size: number): Promise<void> {
  await storage.transaction(async (writer) => {
    const verdicts = Array.from({ length: size }, () => {
      brought += 1;
      const name = brought % 10 === 0 ? null : `PC ${brought}`;
      const record = { id: `d${brought}`, displayName: name, operatingSystem: `System ${brought >> 2}` };
      return reconcile(null, { externalId: externalId(record.id), record }, "whole", storeRules);
    });
    const ids = await writer.applyVerdicts(context, verdicts);
    const rejections = verdicts.flatMap((verdict) => ("rejection" in verdict ? [verdict.rejection] : []));
    await writer.addRejections(context.runId, rejections);
    await writer.unstage(context.runId, ids);
    const left = ids.slice(0, size >> 1).map((assetId) => ({ assetId, reason: "left_scope" as const }));
    await writer.stageRemoved(context, left);
    await writer.addSeenDevices(context.runId, ids);
  });
}

test("[TR4] pages and steps of any size are written with the statements that are there", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-prepared-test-"));
  const storage = await openSqlite(join(folder, "rollcall.sqlite"), testKeys);
  await makeTag(storage, "Named", { rule: "name: pc*7*" });
  await makeTag(storage, "Ruled", { rule: "operatingSystem: System*9*" });
  const tag = await makeTag(storage, "Static");
  const context = await storage.transaction(beginRun);
  const writeAll = async (sizes: readonly number[]): Promise<void> => {
    for (const size of sizes) {
      await writePage(storage, context, size);
      await place(storage, "put_tag", tag, "name: pc*3*");
      await place(storage, "take_tag", tag, "name: pc*33*");
    }
  };
  await writeAll([1280, 1270, 127]);
  const prepare = vi.spyOn(BetterSqlite3.prototype, "prepare");
  await writeAll([1, 37, 300, 511, 64, 99]);
  expect(prepare.mock.calls.map(([text]) => text)).toEqual([]);
  prepare.mockRestore();
  await storage.close();
  rmSync(folder, { recursive: true });
});
