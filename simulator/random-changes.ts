// A batch of changes to a tenant, drawn from a seed: exactly as many of each sort as asked for, as far as there are devices.

import type { Directory } from "./directory.ts";
import { sequence } from "./random.ts";

export interface ChangeRequest {
  readonly seed: number;
  readonly add: number;
  readonly change: number;
  readonly remove: number;
  readonly restore: number;
}

export interface ChangeResult {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly restored: number;
}

const triesBeforeScan = 100;

/** Live, named devices, each drawn at most once; undefined when there are no more. */
function drawDevices(directory: Directory, seed: number): () => number | undefined {
  const next = sequence(seed);
  const drawn = new Set<number>();
  const isFree = (index: number): boolean =>
    !drawn.has(index) && directory.isLive(index) && directory.hasName(index);
  const take = (index: number): number => {
    drawn.add(index);
    return index;
  };
  return () => {
    const { size } = directory;
    const guess = (): number => Math.floor(next() * size);
    for (let tries = 0; tries < triesBeforeScan; tries += 1) {
      const index = guess();
      if (isFree(index)) return take(index);
    }
    const start = guess();
    for (let step = 0; step < size; step += 1) {
      const index = (start + step) % size;
      if (isFree(index)) return take(index);
    }
    return undefined;
  };
}

/** What was removed during the simulation comes back first, the oldest removal before the others. */
function restorable(directory: Directory, count: number): number[] {
  const removed = [...directory.log.changedDevices()]
    .filter(([, state]) => state.standing === "changed")
    .map(([index]) => index);
  if (removed.length >= count) return removed.slice(0, count);
  return [...new Set([...removed, ...directory.softDeleted()])].slice(0, count);
}

function change(directory: Directory, index: number, turn: number): void {
  const id = directory.idOf(index);
  const clears = turn % 3 === 0 && directory.value(index, "operatingSystemVersion") !== null;
  directory.set(id, { operatingSystemVersion: clears ? null : `99.${directory.log.end}.${turn}` });
}

/** Every other removal is a soft one, where the device's kind allows it. */
function remove(directory: Directory, index: number, turn: number): void {
  const id = directory.idOf(index);
  if (turn % 2 === 0) directory.removeSoft(id);
  else directory.removeHard(id);
}

export function changeAtRandom(directory: Directory, request: ChangeRequest): ChangeResult {
  const draw = drawDevices(directory, request.seed);
  const some = (count: number): number[] => {
    const indexes: number[] = [];
    while (indexes.length < count) {
      const index = draw();
      if (index === undefined) break;
      indexes.push(index);
    }
    return indexes;
  };
  const restored = restorable(directory, request.restore);
  const changed = some(request.change);
  const removed = some(request.remove);
  for (const [turn, index] of changed.entries()) change(directory, index, turn);
  for (const [turn, index] of removed.entries()) remove(directory, index, turn);
  for (const index of restored) directory.restore(directory.idOf(index));
  for (let turn = 0; turn < request.add; turn += 1) directory.create();
  return {
    added: request.add,
    changed: changed.length,
    removed: removed.length,
    restored: restored.length,
  };
}
