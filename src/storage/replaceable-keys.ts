// Master keys that can be exchanged under a store that is open.

import type { MasterKeys } from "./secret-box.ts";

export interface ReplaceableKeys extends MasterKeys {
  /** Whatever is sealed or opened from now on goes by these. */
  replace(keys: MasterKeys): void;
}

/** Given to a store in the place of fixed keys. */
export function createReplaceableKeys(keys: MasterKeys): ReplaceableKeys {
  let current = keys;
  return {
    get currentId() {
      return current.currentId;
    },
    get keys() {
      return current.keys;
    },
    replace: (next) => {
      current = next;
    },
  };
}
