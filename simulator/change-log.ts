// What happened to a tenant's devices, in order. A place in the log is a moment: a delta link is one, and the state of any
// device at any of them can be told again.

import type { Overlay } from "./device-properties.ts";

/** The reason that a removal gives: `changed` is a soft deletion, which can be undone (delta query overview). */
export type Removal = "changed" | "deleted";

export type Standing = "live" | "unborn" | Removal;

export interface Change {
  readonly index: number;
  readonly kind: "created" | "updated" | "removed" | "restored";
  readonly standing: Standing;
  /** What was set or cleared, as JSON text. */
  readonly values: Overlay;
  readonly atMs: number;
}

export interface DeviceState {
  readonly standing: Standing;
  /** Undefined where nothing differs from the generated device. */
  readonly overlay: Overlay | undefined;
  /** When the standing came to be, or null where it is that of the beginning. */
  readonly sinceMs: number | null;
}

interface Placed {
  readonly place: number;
  readonly change: Change;
}

function next(state: DeviceState, { standing, values, atMs }: Change): DeviceState {
  const overlay = values.size === 0 ? state.overlay : new Map([...(state.overlay ?? []), ...values]);
  return { standing, overlay, sinceMs: standing === state.standing ? state.sinceMs : atMs };
}

export class ChangeLog {
  readonly #changes: Change[] = [];
  readonly #byDevice = new Map<number, Placed[]>();
  readonly #states = new Map<number, DeviceState>();
  readonly #firstStanding: (index: number) => Standing;

  constructor(firstStanding: (index: number) => Standing) {
    this.#firstStanding = firstStanding;
  }

  /** The present moment: how many changes there have been. */
  get end(): number {
    return this.#changes.length;
  }

  append(change: Change): void {
    const { index } = change;
    this.#states.set(index, next(this.state(index), change));
    const placed = this.#byDevice.get(index) ?? [];
    placed.push({ place: this.#changes.length, change });
    this.#byDevice.set(index, placed);
    this.#changes.push(change);
  }

  between(from: number, until: number): readonly Change[] {
    return this.#changes.slice(from, until);
  }

  #firstState(index: number): DeviceState {
    return { standing: this.#firstStanding(index), overlay: undefined, sinceMs: null };
  }

  /** The state now. Nothing is kept of a device that never changed. */
  state(index: number): DeviceState {
    return this.#states.get(index) ?? this.#firstState(index);
  }

  standing(index: number): Standing {
    return this.#states.get(index)?.standing ?? this.#firstStanding(index);
  }

  overlay(index: number): Overlay | undefined {
    return this.#states.get(index)?.overlay;
  }

  /** The state when the log held `moment` changes. */
  stateAt(index: number, moment: number): DeviceState {
    let state = this.#firstState(index);
    for (const { place, change } of this.#byDevice.get(index) ?? []) {
      if (place >= moment) break;
      state = next(state, change);
    }
    return state;
  }

  /** The moments before each change of a device, in order. */
  momentsBeforeChanges(index: number): readonly number[] {
    return (this.#byDevice.get(index) ?? []).map(({ place }) => place);
  }

  /** Devices that ever changed, with their present state. */
  changedDevices(): IterableIterator<[index: number, state: DeviceState]> {
    return this.#states.entries();
  }
}
