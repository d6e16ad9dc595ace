// The faults that a tenant is to show, in order, and the requests that hang.

import { EventEmitter, once } from "node:events";
import {
  type Fault,
  type FaultRule,
  faultRule,
  isPossibleAt,
  type Operation,
  type PlannedFault,
} from "./fault.ts";

interface Pending {
  readonly rule: FaultRule;
  skip: number;
  times: number;
}

function matches(rule: FaultRule, asked: "login" | "graph", what: Operation | null): boolean {
  const { host, operation, fault } = rule;
  if (!isPossibleAt(asked, fault)) return false;
  return (host === undefined || host === asked) && (operation === undefined || operation === what);
}

export class FaultPlan {
  readonly #pending: Pending[] = [];
  readonly #signals = new EventEmitter();
  #hanging = 0;

  /** Appends rules; throws a `ZodError` when one of them is malformed. */
  add(...rules: readonly PlannedFault[]): void {
    for (const rule of rules.map((planned) => faultRule.parse(planned))) {
      const times = rule.times === "always" ? Number.POSITIVE_INFINITY : rule.times;
      this.#pending.push({ rule, skip: rule.skip, times });
    }
  }

  clear(): void {
    this.#pending.length = 0;
  }

  /** What is still to come, as rules that could be planned again. */
  list(): readonly FaultRule[] {
    return this.#pending.map(({ rule, skip, times }) => ({
      ...rule,
      skip,
      times: Number.isFinite(times) ? times : "always",
    }));
  }

  /**
   * The fault of this request, or null. The request goes down the rules: one that it matches and that still skips counts
   * it and lets it pass on; the first other one that it matches is its fault.
   */
  take(host: "login" | "graph", operation: Operation | null): Fault | null {
    for (const [index, pending] of this.#pending.entries()) {
      if (!matches(pending.rule, host, operation)) continue;
      if (pending.skip > 0) {
        pending.skip -= 1;
        continue;
      }
      pending.times -= 1;
      if (pending.times === 0) this.#pending.splice(index, 1);
      return pending.rule.fault;
    }
    return null;
  }

  get hanging(): number {
    return this.#hanging;
  }

  /** Holds a request until it is released. */
  async hang(): Promise<void> {
    this.#hanging += 1;
    const released = once(this.#signals, "release");
    this.#signals.emit("hang");
    await released;
    this.#hanging -= 1;
  }

  /** Resolves as soon as a request hangs. */
  async untilHanging(): Promise<void> {
    if (this.#hanging === 0) await once(this.#signals, "hang");
  }

  /** Lets go of every request that hangs; answers how many. */
  release(): number {
    const hanging = this.#hanging;
    this.#signals.emit("release");
    return hanging;
  }
}
