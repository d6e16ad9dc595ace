// Tells a sync run to people.

import type { RunProgressView, SyncRunView } from "../contract/sync-run.ts";
import { CommandError } from "./command-error.ts";
import type { Column } from "./table.ts";
import { durationWords, momentWords } from "./time-words.ts";

export function modeWords(mode: SyncRunView["mode"]): string {
  return mode === "full_pull" ? "full pull" : "delta pull";
}

function isHeld({ state, failure, retirementDecision }: SyncRunView): boolean {
  return state === "failed" && failure?.reason === "held_for_approval" && retirementDecision === null;
}

export function stateWords(run: SyncRunView): string {
  return isHeld(run) ? "held for approval" : run.state;
}

export function isEnded({ state }: SyncRunView): boolean {
  return state !== "queued" && state !== "running";
}

function durationOf({ startedAt, finishedAt }: SyncRunView): string {
  if (startedAt === null || finishedAt === null) return "–";
  return durationWords(Date.parse(finishedAt) - Date.parse(startedAt));
}

export const runColumns: readonly Column<SyncRunView>[] = [
  { title: "run", isNumber: true, of: ({ id }) => id },
  { title: "connection", isNumber: true, of: ({ connectionId }) => connectionId },
  { title: "mode", of: ({ mode }) => modeWords(mode) },
  { title: "state", of: stateWords },
  { title: "started", of: ({ startedAt, queuedAt }) => momentWords(startedAt ?? queuedAt) },
  { title: "took", isNumber: true, of: durationOf },
  { title: "fetched", isNumber: true, of: ({ counters }) => counters.fetched },
  { title: "created", isNumber: true, of: ({ counters }) => counters.created },
  { title: "updated", isNumber: true, of: ({ counters }) => counters.updated },
  { title: "retired", isNumber: true, of: ({ counters }) => counters.retired },
  { title: "rejected", isNumber: true, of: ({ counters }) => counters.rejected },
];

/** Every property of a run, as `Output.properties` takes them. */
export function runProperties(run: SyncRunView): readonly (readonly [string, string | number | null])[] {
  const { failure, counters, countProof } = run;
  return [
    ["run", run.id],
    ["connection", run.connectionId],
    ["mode", modeWords(run.mode)],
    ["asked for by", run.trigger === "person" ? "a person" : "its schedule"],
    ["state", stateWords(run)],
    ["queued", momentWords(run.queuedAt)],
    ["started", momentWords(run.startedAt)],
    ["finished", momentWords(run.finishedAt)],
    ["took", durationOf(run)],
    ["failure", failure === null ? null : `${failure.message} (${failure.code})`],
    ["retirement", run.retirementDecision],
    ...Object.entries(counters).map(
      ([name, count]) => [name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`), count] as const,
    ),
    ["devices expected", run.expectedDevices],
    ["transform map", `version ${run.transformMapVersion}`],
    ["count proof", countProof === null ? null : countProof.words],
  ];
}

export function progressWords(progress: RunProgressView): string {
  const { fetched } = progress.counters;
  const of = progress.expectedDevices === null ? "" : ` of ${progress.expectedDevices.toLocaleString("en")}`;
  const speed =
    progress.devicesPerSecond === null
      ? ""
      : `, ${Math.round(progress.devicesPerSecond).toLocaleString("en")} a second`;
  const left = progress.secondsLeft === null ? "" : `, about ${Math.ceil(progress.secondsLeft)} s left`;
  const phase = progress.phase.replaceAll("_", " ");
  return `Run ${progress.runId}: ${fetched.toLocaleString("en")}${of} devices${speed}${left} (${phase})`;
}

/** Throws where an ended run did not complete: `cli.run_held`, `cli.run_cancelled`, or the failure's own code. */
export function refuseUncompleted(run: SyncRunView): void {
  if (run.state === "completed") return;
  if (isHeld(run))
    throw new CommandError(
      "run_held",
      "cli.run_held",
      `Run ${run.id} is held: it would retire more assets than its connection allows at once. ` +
        `See \`rollcall run held ${run.id}\`, then approve or dismiss it.`,
    );
  if (run.state === "cancelled")
    throw new CommandError("run_failed", "cli.run_cancelled", `Run ${run.id} was cancelled.`);
  throw new CommandError(
    "run_failed",
    run.failure?.code ?? "cli.run_failed",
    `Run ${run.id} failed: ${run.failure?.message ?? "no reason is known."}`,
  );
}
