// Sees to what removed connections leave: their assets are retired or purged, some at a time, so that others can write between.

import type { Clock } from "../core/clock.ts";
import type { Removal } from "../core/connection-storage.ts";
import type { ConnectionId } from "../core/id.ts";
import type { Storage } from "../core/storage.ts";

const assetsAtOnce = 1000;

interface CleanerOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly onRemoved: (id: ConnectionId) => void;
  readonly onTrouble: (error: unknown) => void;
}

/** One transaction; answers how many assets were seen to. */
function seeToSome({ storage, clock }: CleanerOptions, { id, assets }: Removal): Promise<number> {
  return storage.transaction((writer) =>
    assets === "purge"
      ? writer.purgeRemoved(id, assetsAtOnce)
      : writer.retireRemoved(id, assetsAtOnce, clock.now()),
  );
}

async function seeToRemoval(
  options: CleanerOptions,
  removal: Removal,
  isStopped: () => boolean,
): Promise<void> {
  while (!isStopped() && (await seeToSome(options, removal)) > 0);
  if (isStopped()) return;
  await options.storage.transaction((writer) => writer.finishRemoval(removal));
  options.onRemoved(removal.id);
}

/**
 * Whatever is left when it is stopped is seen to the next time. One removal's trouble is not the others': answers whether
 * there was any, so that it is tried again.
 */
export async function seeToRemovals(options: CleanerOptions, isStopped: () => boolean): Promise<boolean> {
  let hadTrouble = false;
  for (const removal of await options.storage.readRemovals()) {
    try {
      await seeToRemoval(options, removal, isStopped);
    } catch (error) {
      hadTrouble = true;
      options.onTrouble(error);
    }
  }
  return hadTrouble;
}
