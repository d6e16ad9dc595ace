// Tags in tests: made, put on devices that come, and looked at.

import type { Clock } from "../../src/core/clock.ts";
import { type AssetId, inventoryTaskId, type TagId } from "../../src/core/id.ts";
import type { InventoryTask } from "../../src/core/inventory-task.ts";
import type { Storage } from "../../src/core/storage.ts";
import type { TagProfile } from "../../src/core/tag.ts";
import { doTasks } from "../../src/sync/inventory-tasks.ts";

export const tagProfile = (name: string, given: Partial<TagProfile> = {}): TagProfile => ({
  ...{ name, colour: "#2f6fed", description: "", criticality: 2, rule: null },
  ...given,
});

export function makeTag(
  storage: Storage,
  name: string,
  given: Partial<TagProfile> = {},
  at = 10,
): Promise<TagId> {
  return storage.transaction((writer) => writer.createTag(tagProfile(name, given), at));
}

export async function changeTag(
  storage: Storage,
  id: TagId,
  change: Partial<TagProfile>,
  at = 10,
): Promise<void> {
  const { version } = await storage.readTag(id);
  await storage.transaction((writer) => writer.changeTag(id, version, change, at));
}

const clockAt = (now: number): Clock => ({ now: () => now, sleep: async () => undefined });

/** Does what waits, as a worker does; answers how often a step was told of, and what trouble there was. */
export async function doEveryTask(storage: Storage, now = 20) {
  const [told, troubles]: [number[], unknown[]] = [[], []];
  const isRetryWanted = await doTasks(
    {
      storage,
      clock: clockAt(now),
      onTaskChanged: (id) => told.push(id),
      onTrouble: (error) => troubles.push(error),
      troubles: new Map(),
    },
    () => false,
  );
  return { told, troubles, isRetryWanted };
}

/** Puts a static tag on these assets, or takes it off, as a task that is done at once. */
export async function place(
  storage: Storage,
  kind: "put_tag" | "take_tag",
  tagId: TagId,
  target: readonly AssetId[] | string,
  at = 10,
): Promise<InventoryTask> {
  const asked =
    typeof target === "string"
      ? ({ kind: "query", text: target } as const)
      : ({ kind: "assets", ids: target } as const);
  const id = await storage.transaction((writer) => writer.createTask({ kind, tagId, target: asked }, at));
  await doEveryTask(storage, at);
  return storage.readTask(inventoryTaskId(id));
}

/** The ids of the tags that are on each of the assets. */
export async function tagsOf(
  storage: Storage,
  ids: readonly AssetId[],
): Promise<readonly (readonly TagId[])[]> {
  const known = await storage.readKnownAssets(ids, false);
  return ids.map((id) => known.get(id)?.tagIds ?? []);
}
