// Every fault of the simulator against every kind of request that a run makes, and what becomes of the run.

import { expect } from "vitest";
import { type PlannedFault, pageAlterations } from "../../simulator/fault.ts";
import type { Simulator } from "../../simulator/start.ts";
import type { SyncMode, SyncRun } from "../../src/core/sync-run.ts";
import { type Engine, readInventory } from "./engine.ts";
import { engineFor, truthOf } from "./simulated-tenant.ts";

type Planned = PlannedFault["fault"];

/** What a run asks for, as the matrix names it, and the run in which it does. */
export const operations = [
  { name: "token request", operation: "token", mode: "full_pull" },
  { name: "list page", operation: "list", mode: "full_pull" },
  { name: "count", operation: "count", mode: "full_pull" },
  { name: "delta page", operation: "delta", mode: "delta_pull" },
  { name: "confirmation", operation: "batch", mode: "full_pull" },
] as const satisfies readonly { name: string; operation: PlannedFault["operation"]; mode: SyncMode }[];

type Where = (typeof operations)[number];

const status = (code: 400 | 403 | 404 | 408 | 410 | 429 | 500 | 502 | 503 | 504 | 507 | 509): Planned => ({
  kind: "status",
  status: code,
});
const everywhere = operations.map(({ operation }) => operation);
const graph = everywhere.filter((operation) => operation !== "token");
const pages = ["list", "delta"] as const;

/** The fault `hang` is left out: it ends by a time limit, which the Graph client's own tests show on a clock of theirs. */
export const faults: readonly {
  readonly name: string;
  readonly fault: Planned;
  readonly at: readonly string[];
}[] = [
  ...([400, 403, 404, 408, 410, 429, 500, 502, 503, 504, 507, 509] as const).map((code) => ({
    name: `status ${code}`,
    fault: status(code),
    at: everywhere,
  })),
  ...["3", "30,120", "soon", "0"].map((retryAfter) => ({
    name: `status 429, Retry-After ${retryAfter}`,
    fault: { kind: "status", status: 429, retryAfter } as const,
    at: everywhere,
  })),
  { name: "AADSTS53003, Conditional Access", fault: { kind: "refusal", code: 53003 }, at: ["token"] },
  { name: "AADSTS90055, tenant throttled", fault: { kind: "refusal", code: 90055 }, at: ["token"] },
  { name: "AADSTS50196, client loop", fault: { kind: "refusal", code: 50196 }, at: ["token"] },
  { name: "HTML of a gateway, 502", fault: { kind: "html", status: 502 }, at: everywhere },
  { name: "HTML of a gateway, 200", fault: { kind: "html", status: 200 }, at: everywhere },
  { name: "empty body", fault: { kind: "empty" }, at: everywhere },
  { name: "body that is no JSON", fault: { kind: "not_json" }, at: everywhere },
  { name: "body cut short", fault: { kind: "cut" }, at: everywhere },
  { name: "connection reset", fault: { kind: "reset" }, at: everywhere },
  { name: "error in a 200", fault: { kind: "error_in_200" }, at: everywhere },
  { name: "error in mid-stream", fault: { kind: "error_in_200", inMidStream: true }, at: everywhere },
  { name: "redirect", fault: { kind: "redirect", to: "http://127.0.0.1:9" }, at: everywhere },
  { name: "token refused as expired", fault: { kind: "expired_token" }, at: graph },
  { name: "claims challenge", fault: { kind: "claims_challenge" }, at: graph },
  ...pageAlterations.map((alteration) => ({
    name: `page: ${alteration.replaceAll("_", " ")}`,
    fault: { kind: "page", alteration, origin: "http://127.0.0.1:9" } as const,
    at: pages,
  })),
];

const changes = { seed: 5, add: 2, change: 4, remove: 3, restore: 0 };

function outcomeOf({ state, mode, counters }: SyncRun, asked: SyncMode): string {
  if (state.name === "failed") return `${state.failure.reason.replaceAll("_", " ")} (${state.failure.code})`;
  const turned = mode === asked ? "" : ", as a full pull";
  const rejected = counters.rejected === 0 ? "" : `, ${counters.rejected} rejected`;
  return `completes${turned}${rejected}`;
}

async function expectNothingLost(engine: Engine, before: ReadonlySet<string>, run: SyncRun): Promise<void> {
  const now = new Set((await readInventory(engine)).keys());
  const gone = [...before].filter((id) => !now.has(id));
  // A run that completes may retire what the tenant really removed; one that fails retires nothing.
  expect(gone.length).toBe(run.state.name === "completed" ? run.counters.retired : 0);
  expect(run.counters.retired).toBeLessThanOrEqual(run.state.name === "completed" ? changes.remove : 0);
}

/**
 * Plays one fault, `times` times, on a tenant that was pulled before and has changed since, and answers what became of the
 * run. Expects that no asset is lost or retired by it, and that a quiet full pull afterwards has the tenant's truth.
 */
export async function playFault(
  simulator: Simulator,
  { operation, mode }: Where,
  fault: Planned,
  times: 1 | "always",
): Promise<string> {
  const tenant = simulator.createTenant({ devices: 30, seed: 8, namelessShare: 0 });
  const engine = await engineFor(simulator, tenant);
  await engine.sync("full_pull");
  const before = new Set((await readInventory(engine)).keys());
  tenant.directory.randomChanges(changes);
  tenant.faults.add({ operation, times, fault });
  const run = await engine.sync(mode);
  await expectNothingLost(engine, before, run);
  tenant.faults.clear();
  expect((await engine.sync("full_pull")).countProof).toMatchObject({ explained: true });
  expect(await readInventory(engine)).toEqual(truthOf(tenant));
  await engine.storage.close();
  return outcomeOf(run, mode);
}
