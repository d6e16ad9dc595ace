// A random history: what happens to a tenant, and what happens to the runs that bring it; and how it is played.

import fc from "fast-check";
import type { Disorder } from "../../simulator/disorder.ts";
import { type Expiry, expiryNames, type LinkKind, linkKinds } from "../../simulator/links.ts";
import type { SyncRunId } from "../../src/core/id.ts";
import type { RetirementDecision } from "../../src/core/retirement.ts";
import type { Storage } from "../../src/core/storage.ts";
import type { SyncMode, SyncRun } from "../../src/core/sync-run.ts";
import { BodyCutError } from "../../src/graph/errors/body-cut-error.ts";
import { unansweredExchange } from "../../src/graph/errors/graph-error.ts";
import type { HttpAnswer, HttpRequest } from "../../src/graph/http-pool.ts";
import { createEngine, decideRetirements, type Engine } from "../support/engine.ts";
import { answer } from "../support/graph-script.ts";
import type { InProcessTenant, TenantEdit } from "../support/in-process-tenant.ts";

/** What comes in the way of one request or one commit. */
const mishapKinds = [
  "kill",
  "kill_in_commit",
  "throttle",
  "gateway",
  "cut",
  "unauthorized",
  "forbidden",
  "expire",
  "edit",
] as const;
type MishapKind = (typeof mishapKinds)[number];

interface Mishap {
  /** Which request to Graph of the run, or which commit, counted from 0 and over its resumptions. */
  readonly at: number;
  readonly kind: MishapKind;
  readonly edit: TenantEdit;
  readonly links: LinkKind;
  readonly expiry: Expiry;
}

type RunStep = Extract<Step, { kind: "run" }>;

export type Step =
  | { readonly kind: "edits"; readonly edits: readonly TenantEdit[] }
  | { readonly kind: "disorder"; readonly disorder: Disorder; readonly refusesLatest: boolean }
  | {
      readonly kind: "run";
      readonly mode: SyncMode;
      readonly mishaps: readonly Mishap[];
      /** Whether a run that failed is taken up again, or left for the next run to begin anew. */
      readonly takesUp: boolean;
      /** What a person says of the run if it is held; null leaves it. */
      readonly decision: RetirementDecision | null;
    };

const edit: fc.Arbitrary<TenantEdit> = fc.record({
  kind: fc.constantFrom(
    "create",
    "change",
    "clear",
    "unname",
    "rename",
    "soft_delete",
    "delete",
    "restore",
    "flap",
  ),
  pick: fc.nat(1000),
  value: fc.nat(1000),
});
const mishap: fc.Arbitrary<Mishap> = fc.record({
  at: fc.nat(14),
  kind: fc.constantFrom(...mishapKinds),
  edit,
  links: fc.constantFrom(...linkKinds),
  expiry: fc.constantFrom(...expiryNames),
});
/** How unruly the tenant's answers are; short pages make small tenants cross many page borders. */
const disorder: fc.Arbitrary<Disorder> = fc.record({
  seed: fc.nat(1000),
  repeats: fc.constantFrom(0, 0.5, 1),
  shuffle: fc.boolean(),
  emptyPages: fc.constantFrom(0, 0.3),
  shortPages: fc.constant(true),
  tombstones: fc.constantFrom(0, 0.5),
  minimal: fc.boolean(),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("edits" as const), edits: fc.array(edit, { minLength: 1, maxLength: 12 }) }),
  fc.record({ kind: fc.constant("disorder" as const), disorder, refusesLatest: fc.boolean() }),
  fc.record({
    kind: fc.constant("run" as const),
    mode: fc.constantFrom("full_pull" as const, "delta_pull" as const, "delta_pull" as const),
    mishaps: fc.array(mishap, { maxLength: 4 }),
    takesUp: fc.boolean(),
    decision: fc.constantFrom("approved" as const, "dismissed" as const, null),
  }),
);
export const steps = fc.array(step, { minLength: 1, maxLength: 12 });

class Killed extends Error {
  constructor() {
    super("killed");
  }
}

/** The mishaps of the run that is under way; each happens once. */
class Trouble {
  readonly #tenant: InProcessTenant;
  #pending: Mishap[] = [];
  #requests = 0;
  #commits = 0;
  life = new AbortController();

  constructor(tenant: InProcessTenant) {
    this.#tenant = tenant;
    tenant.interfere = (request) => this.#onRequest(request);
  }

  beginRun(mishaps: readonly Mishap[]): void {
    this.#pending = [...mishaps];
    this.#requests = 0;
    this.#commits = 0;
  }

  /** A transaction whose work is done is killed before it commits. */
  guard(storage: Storage): Storage {
    return {
      ...storage,
      transaction: (work) =>
        storage.transaction(async (writer) => {
          const result = await work(writer);
          const at = this.#commits;
          this.#commits += 1;
          if (this.#take(({ kind, at: when }) => kind === "kill_in_commit" && when === at)) this.#kill();
          return result;
        }),
    };
  }

  #take(isMeant: (mishap: Mishap) => boolean): Mishap | undefined {
    const index = this.#pending.findIndex(isMeant);
    return index < 0 ? undefined : this.#pending.splice(index, 1)[0];
  }

  #kill(): never {
    const killed = new Killed();
    this.life.abort(killed);
    throw killed;
  }

  #onRequest(request: HttpRequest): HttpAnswer | undefined {
    const at = this.#requests;
    this.#requests += 1;
    const mishap = this.#take(({ kind, at: when }) => kind !== "kill_in_commit" && when === at);
    return mishap === undefined ? undefined : this.#happen(mishap, request);
  }

  #happen({ kind, edit: change, links, expiry }: Mishap, request: HttpRequest): HttpAnswer | undefined {
    switch (kind) {
      case "kill":
      case "kill_in_commit":
        return this.#kill();
      case "throttle":
        return answer(429, { error: { code: "TooManyRequests" } }, { "retry-after": "0,120" });
      case "gateway":
        return answer(200, "<html>Bad gateway</html>");
      case "cut":
        throw new BodyCutError(unansweredExchange(request.operation, request.clientRequestId));
      case "unauthorized":
        return answer(401, { error: { code: "InvalidAuthenticationToken" } });
      case "forbidden":
        return answer(403, { error: { code: "Authorization_RequestDenied" } });
      case "expire":
        this.#tenant.directory.expire(links, expiry);
        return undefined;
      case "edit":
        this.#tenant.edit(change);
        return undefined;
    }
  }
}

/** How many times one run may be killed before a history counts as stuck. */
const mostLives = 40;

export interface Playground {
  readonly engine: Engine;
  play(step: Step): Promise<void>;
  /** Runs once more with nothing in the way. */
  settle(): Promise<SyncRun>;
  settleByDelta(): Promise<SyncRun>;
}

export async function openPlayground(tenant: InProcessTenant): Promise<Playground> {
  const trouble = new Trouble(tenant);
  const engine = await createEngine(tenant, (storage) => trouble.guard(storage));

  /** Runs it until it has ended, whatever kills it meanwhile. */
  async function runToEnd(id: SyncRunId): Promise<SyncRun> {
    for (let lives = 0; lives < mostLives; lives += 1) {
      trouble.life = new AbortController();
      try {
        return await engine.resume(id, trouble.life.signal);
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
      }
    }
    throw new Error(`The run ${id} does not end.`);
  }

  /** Who decides may be killed too, and then decides again. */
  async function decide(id: SyncRunId, decision: RetirementDecision): Promise<void> {
    for (let lives = 0; lives < mostLives; lives += 1) {
      try {
        return await decideRetirements(engine.storage, id, decision);
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
      }
    }
  }

  async function run({ mode, mishaps, takesUp, decision }: Omit<RunStep, "kind">): Promise<SyncRun> {
    trouble.beginRun([]);
    const id = await engine.queue(mode);
    trouble.beginRun(mishaps);
    let ended = await runToEnd(id);
    for (let lives = 0; ended.state.name === "failed" && lives < mostLives; lives += 1) {
      if (ended.state.failure.reason === "held_for_approval") {
        if (decision === null) return ended;
        await decide(id, decision);
      } else if (!takesUp) return ended;
      ended = await runToEnd(id);
    }
    return ended;
  }

  return {
    engine,
    play: async (step) => {
      switch (step.kind) {
        case "edits":
          for (const each of step.edits) tenant.edit(each);
          return;
        case "disorder":
          tenant.directory.setDisorder(step.disorder);
          tenant.directory.latestRefusal = step.refusesLatest ? "501 NotImplemented" : null;
          return;
        case "run":
          await run(step);
      }
    },
    // A full pull: what a person kept meanwhile is looked at again, and this time everything is approved.
    settle: () => run({ mode: "full_pull", mishaps: [], takesUp: true, decision: "approved" }),
    settleByDelta: () => run({ mode: "delta_pull", mishaps: [], takesUp: true, decision: "approved" }),
  };
}
