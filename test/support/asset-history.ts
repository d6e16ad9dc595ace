// What an asset's history says its first record was: the record that it shows now, with each change undone from the last on.

import assert from "node:assert/strict";
import type { AssetChange } from "../../src/core/asset-change.ts";

interface Fields {
  [property: string]: unknown;
}

function valueAt(record: Fields, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => (value as Fields | undefined)?.[key], record);
}

function setAt(record: Fields, path: string, value: unknown): void {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const node = keys.reduce((inner, key) => inner[key] as Fields, record);
  if (value === undefined) delete node[last];
  else node[last] = value;
}

/** It begins with the creation, and only what is retired is restored. */
function checkEvents(history: readonly AssetChange[]): void {
  let isRetired = false;
  assert.equal(history[0]?.event.kind, "created");
  for (const { event } of history.slice(1)) {
    assert.notEqual(event.kind, "created", "An asset is created once.");
    if (event.kind !== "retired" && event.kind !== "restored") continue;
    // A soft-deleted device may be removed for good later, which changes why it is retired.
    if (event.kind === "retired" && isRetired && event.reason === "deleted_at_source") continue;
    assert.equal(isRetired, event.kind === "restored", `An asset that is ${event.kind} twice in a row.`);
    isRetired = event.kind === "retired";
  }
}

/** Throws where an entry does not fit what comes after it: one that is missing or doubled leaves a gap. */
export function undoHistory(history: readonly AssetChange[], shown: Fields): Fields {
  checkEvents(history);
  const record = structuredClone(shown);
  for (const { event } of history.toReversed()) {
    if (event.kind !== "changed") continue;
    const { property, before, after } = event.change;
    assert.deepEqual(valueAt(record, property), after, `The history of ${property} has a gap.`);
    assert.notDeepEqual(before, after, `The history has a change of ${property} that is none.`);
    setAt(record, property, before);
  }
  return record;
}
