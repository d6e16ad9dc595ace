// Keeps true what changes although neither a person nor a device changes anything: as time passes, and once a run has seen assets again.

import type { Clock, Timestamp } from "../core/clock.ts";
import type { TagId } from "../core/id.ts";
import type { TaskStep } from "../core/inventory-task.ts";
import type { Storage } from "../core/storage.ts";
import type { AssetSpan } from "../core/tag-storage.ts";

export interface TruthKeeperOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly onTrouble: (error: unknown) => void;
}

const lookEveryMs = 60 * 60 * 1000;

/** Some assets at a time, each in a transaction of its own: cut off, it begins anew at the next look. */
async function judgeAll(
  { storage }: TruthKeeperOptions,
  id: TagId,
  at: Timestamp,
  isStopped: () => boolean,
): Promise<void> {
  const through = Number.MAX_SAFE_INTEGER;
  for (let after: number | null = 0; after !== null && !isStopped(); ) {
    const span: AssetSpan = { after, through };
    const step: TaskStep = await storage.transaction((writer) => writer.judgeTag(id, span, at));
    after = step.afterAssetId;
  }
}

const assetsAtOnce = 2000;

async function noteStale(
  { storage }: TruthKeeperOptions,
  at: Timestamp,
  isStopped: () => boolean,
): Promise<void> {
  for (let noted = assetsAtOnce; noted === assetsAtOnce && !isStopped(); ) {
    const ids = await storage.transaction((writer) => writer.noteStale(at, assetsAtOnce));
    noted = ids.length;
  }
}

export class TruthKeeper {
  readonly #options: TruthKeeperOptions;
  #lookAt = Number.NEGATIVE_INFINITY;
  #wasSeen = false;

  constructor(options: TruthKeeperOptions) {
    this.#options = options;
  }

  /** A run is completed: its connection's assets were seen later than before. */
  noteSeen(): void {
    this.#wasSeen = true;
  }

  /** Looks where it is time, at the first call in any case. Answers whether there was trouble, so that it is tried again. */
  async keep(isStopped: () => boolean): Promise<boolean> {
    const { storage, clock, onTrouble } = this.#options;
    const now = clock.now();
    const isDue = now >= this.#lookAt;
    if (!isDue && !this.#wasSeen) return false;
    this.#wasSeen = false;
    let hadTrouble = false;
    for (const tag of await storage.readChangingTags(now)) {
      if (!isDue && tag.with !== "last_seen") continue;
      try {
        await judgeAll(this.#options, tag.id, now, isStopped);
      } catch (error) {
        hadTrouble = true;
        onTrouble(error);
      }
    }
    if (isDue) {
      await noteStale(this.#options, now, isStopped);
      await storage.transaction((writer) => writer.forgetUnusedTraits());
    }
    if (hadTrouble) this.#wasSeen = true;
    else if (isDue && !isStopped()) this.#lookAt = now + lookEveryMs;
    return hadTrouble;
  }
}
