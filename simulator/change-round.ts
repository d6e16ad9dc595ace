// What a delta round of changes shows, and in which order: planned once from two moments of the log.

import type { Directory } from "./directory.ts";
import type { Disorder } from "./disorder.ts";
import { draw, fraction, sequence } from "./random.ts";

export interface RoundScope {
  /** Changes of other properties do not make a device appear; null means every property. */
  readonly selected: readonly string[] | null;
  /** The devices that the round is about; null means all. */
  readonly only: readonly number[] | null;
}

/** One showing of a device: as it was at `moment`, with the properties in `only` or (undefined) all that were ever set. */
export interface Showing {
  readonly index: number;
  readonly moment: number;
  readonly only: ReadonlySet<string> | undefined;
}

interface ChangedDevice {
  readonly index: number;
  readonly names: ReadonlySet<string>;
  /** Whether it came to be, or came back, in this round: it then arrives whole. */
  readonly isNew: boolean;
}

const mostRepeats = 2;

/** The devices that a round is about, in the order of their last change. */
function changedDevices(
  directory: Directory,
  from: number,
  until: number,
  scope: RoundScope,
): ChangedDevice[] {
  const selected = scope.selected && new Set(scope.selected);
  const only = scope.only && new Set(scope.only);
  const found = new Map<number, ChangedDevice>();
  for (const { index, kind, values } of directory.log.between(from, until)) {
    if (only !== null && !only.has(index)) continue;
    const names = [...values.keys()].filter((name) => selected === null || selected.has(name));
    if (kind === "updated" && names.length === 0) continue;
    const before = found.get(index);
    found.delete(index);
    found.set(index, {
      index,
      names: new Set([...(before?.names ?? []), ...names]),
      isNew: before?.isNew === true || kind === "created" || kind === "restored",
    });
  }
  return [...found.values()];
}

/** Removed devices that the round is not about: a directory may tell of a removal again. */
function oldRemovals(directory: Directory, from: number, until: number, disorder: Disorder): Showing[] {
  const removed: number[] = [];
  for (const [index] of directory.log.changedDevices()) {
    const { standing } = directory.stateAt(index, from);
    const isGone = standing === "changed" || standing === "deleted";
    if (isGone && directory.stateAt(index, until).standing === standing) removed.push(index);
  }
  const chosen = removed.filter((index) => fraction(draw(disorder.seed, index), 4) < disorder.tombstones);
  return chosen.map((index) => ({ index, moment: until, only: undefined }));
}

/**
 * The showings of one device, the last of which is the truth at the end of the round. Earlier ones are older states: with
 * just the names that the last one shows too, or whole where that one is whole, so that nothing of them outlives it. An
 * older state may be a removal, and what comes after it is whole or a removal: the device came back in this round, or not.
 */
function showingsOf(
  directory: Directory,
  device: ChangedDevice,
  from: number,
  until: number,
  disorder: Disorder,
): Showing[] {
  const { index, names, isNew } = device;
  const mark = draw(disorder.seed ^ from, index);
  const only = disorder.minimal && !isNew ? names : undefined;
  const last = { index, moment: until, only };
  if (fraction(mark, 5) >= disorder.repeats) return [last];
  const moments = directory.log
    .momentsBeforeChanges(index)
    .filter((moment) => moment >= from && moment < until);
  const older = Array.from({ length: 1 + (draw(mark, 6) % mostRepeats) }, (_, turn) => {
    return moments[draw(mark, 7 + turn) % moments.length] ?? until;
  }).sort((a, b) => a - b);
  return [...older.map((moment) => ({ index, moment, only })), last];
}

/** Any order of devices and pages, while the showings of one device keep theirs: the last occurrence wins. */
function shuffled(showings: readonly Showing[], seed: number): Showing[] {
  const next = sequence(seed);
  const slots = [...showings];
  for (let at = slots.length - 1; at > 0; at -= 1) {
    const other = Math.floor(next() * (at + 1));
    [slots[at], slots[other]] = [slots[other] as Showing, slots[at] as Showing];
  }
  const inOrder = new Map<number, Showing[]>();
  for (const showing of showings)
    inOrder.set(showing.index, [...(inOrder.get(showing.index) ?? []), showing]);
  return slots.map(({ index }) => inOrder.get(index)?.shift() as Showing);
}

/** Everything that the round from one moment to another shows. */
export function planChangeRound(
  directory: Directory,
  from: number,
  until: number,
  scope: RoundScope,
  disorder: Disorder,
): readonly Showing[] {
  const changed = changedDevices(directory, from, until, scope);
  const showings = changed.flatMap((device) => showingsOf(directory, device, from, until, disorder));
  if (disorder.tombstones > 0 && scope.only === null) {
    const told = new Set(changed.map(({ index }) => index));
    const old = oldRemovals(directory, from, until, disorder);
    showings.push(...old.filter(({ index }) => !told.has(index)));
  }
  return disorder.shuffle ? shuffled(showings, disorder.seed ^ until) : showings;
}
