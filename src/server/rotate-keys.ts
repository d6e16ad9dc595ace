// Exchanges the master key while everything goes on.

import type { Storage } from "../core/storage.ts";
import type { MasterKeys } from "../storage/secret-box.ts";
import { addMasterKey, dropOtherKeys } from "./master-key.ts";

export interface KeyRotation {
  /** The key file; a key from the environment is exchanged by whoever sets it. */
  readonly file: string;
  readonly storage: Storage;
  /** Makes every open store of this process, those in threads too, use these keys; resolves when all of them do. */
  readonly useKeys: (keys: MasterKeys) => void | Promise<void>;
}

/**
 * Makes a new key, seals every stored secret with it, and drops the old ones; answers how many secrets were sealed again. Where
 * a secret does not open, nothing is changed but for the new key in the file, which holds the old ones too: what was readable
 * stays readable, and the rotation can be tried again at any time, also after a crash. A backup of before needs the old key file.
 */
export async function rotateKeys({ file, storage, useKeys }: KeyRotation): Promise<number> {
  await useKeys(addMasterKey(file));
  let total = 0;
  let sealed: number;
  // Where several machines write, a secret that was sealed with the old key may be committed after the first look.
  do {
    sealed = await storage.transaction((writer) => writer.reencryptSecrets());
    total += sealed;
  } while (sealed > 0);
  await useKeys(dropOtherKeys(file));
  return total;
}
