// What came of many runs by several workers: how long, in which order, whether any was run twice at once, and whether it is true.

import type { SimulatorProcess } from "../src/cli/simulator-process.ts";
import { type Ground, readTenant } from "./workers-ground.ts";

export interface EndedRun {
  readonly id: number;
  readonly connectionId: number;
  readonly who: string;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly requests: number;
}

interface RunRow {
  readonly id: string;
  readonly connection_id: string;
  readonly state: string;
  readonly counters: string;
  readonly who: string | null;
  readonly take_ups: string;
}

/** Throws where a run is not completed, or was taken up more than once. */
export async function readEndedRuns(ground: Ground, mode: string): Promise<readonly EndedRun[]> {
  const rows = await ground.rows<RunRow>(
    `select run.id, run.connection_id, run.state, run.counters, min(take_up.who) as who, count(take_up.who) as take_ups
     from sync_run as run left join bench_take_up as take_up on take_up.run_id = run.id
     where run.mode = $1 group by run.id order by run.id`,
    [mode],
  );
  return rows.map(({ id, connection_id, state, counters, who, take_ups }) => {
    const { name, startedAt, finishedAt } = JSON.parse(state);
    if (name !== "completed" || who === null) throw new Error(`The run ${id} is ${state}.`);
    if (Number(take_ups) !== 1) throw new Error(`The run ${id} was taken up ${take_ups} times.`);
    const { requests } = JSON.parse(counters);
    return { id: Number(id), connectionId: Number(connection_id), who, startedAt, finishedAt, requests };
  });
}

export function mostAtOnce(runs: readonly EndedRun[]): number {
  const moments = runs.flatMap(({ startedAt, finishedAt }) => [
    { at: startedAt, by: 1 },
    { at: finishedAt, by: -1 },
  ]);
  let [now, most] = [0, 0];
  for (const { by } of moments.toSorted((one, other) => one.at - other.at || one.by - other.by)) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}

/** How many places a run began after it was its turn, at most: 0 where all began as they were asked for. */
export function mostOvertaken(runs: readonly EndedRun[]): number {
  const begun = runs.toSorted((one, other) => one.startedAt - other.startedAt || one.id - other.id);
  const asked = new Map(runs.toSorted((one, other) => one.id - other.id).map(({ id }, place) => [id, place]));
  return Math.max(...begun.map(({ id }, place) => place - (asked.get(id) ?? 0)));
}

/** Throws where two runs of a connection were under way at once. */
export function assertNeverTwoAtOnce(runs: readonly EndedRun[]): void {
  for (const [id, own] of Map.groupBy(runs, ({ connectionId }) => connectionId))
    if (mostAtOnce(own) > 1) throw new Error(`Two runs of the connection ${id} were under way at once.`);
}

/** Throws where an inventory is not what its tenant has: all by their number, some by the ids. */
export async function assertTrue(ground: Ground, simulator: SimulatorProcess): Promise<void> {
  const rows = await ground.rows<{ readonly connection_id: string; readonly assets: string }>(
    `select connection_id, count(*) as assets from asset join device on device.asset_id = asset.id
     where retired_at is null group by connection_id`,
  );
  const assets = new Map(rows.map((row) => [Number(row.connection_id), Number(row.assets)]));
  const some = Math.ceil(ground.connections.size / 5);
  for (const [id, tenant] of ground.connections) {
    const truth = await readTenant(simulator, tenant);
    if (assets.get(id) !== truth.assets)
      throw new Error(`The connection ${id} has ${assets.get(id)} assets, not ${truth.assets}.`);
    if (id % some !== 0) continue;
    const known = await ground.rows<{ readonly external_id: string }>(
      "select external_id from device where connection_id = $1",
      [id],
    );
    const unlike = new Set(known.map((row) => row.external_id)).symmetricDifference(
      new Set(await truth.readIds()),
    );
    if (unlike.size > 0) throw new Error(`The connection ${id} differs in ${unlike.size} devices.`);
  }
}
