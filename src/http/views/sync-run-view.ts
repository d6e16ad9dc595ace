// A sync run, its progress, log entries, rejections and held assets as they are shown.

import type { LogEntryView, RunProgressView, SyncRunView } from "../../contract/sync-run.ts";
import { toMoment, toMomentOrNull } from "../../contract/time.ts";
import { describeProof } from "../../core/count-proof.ts";
import type { RunProgressEvent } from "../../core/live-event.ts";
import type { StoredLogEntry } from "../../core/run-storage.ts";
import type { SyncRun, SyncRunState } from "../../core/sync-run.ts";

function timesOf(state: SyncRunState): Pick<SyncRunView, "queuedAt" | "startedAt" | "finishedAt"> {
  return {
    queuedAt: state.name === "queued" ? toMoment(state.queuedAt) : null,
    startedAt: toMomentOrNull(state.startedAt),
    finishedAt: "finishedAt" in state ? toMoment(state.finishedAt) : null,
  };
}

export function viewSyncRun(run: SyncRun): SyncRunView {
  const { id, connectionId, mode, trigger, state, counters, expectedDevices, countProof } = run;
  return {
    id,
    connectionId,
    mode,
    trigger,
    state: state.name,
    ...timesOf(state),
    failure: state.name === "failed" ? state.failure : null,
    counters,
    expectedDevices,
    transformMapVersion: run.transformMapVersion,
    countProof: countProof === null ? null : { ...countProof, words: describeProof(countProof) },
    retirementDecision: run.retirementDecision,
  };
}

export function viewLogEntry(entry: StoredLogEntry): LogEntryView {
  return { ...entry, at: toMoment(entry.at) };
}

/** The time left is told only while the tenant is listed: nothing else has a known end. */
export function viewRunProgress(event: RunProgressEvent): RunProgressView {
  const { runId, connectionId, mode, phase, counters, expectedDevices } = event;
  const rate = event.elapsedMs > 0 ? (event.fetchedSince * 1000) / event.elapsedMs : 0;
  const isCounting = phase === "listing" && expectedDevices !== null && rate >= 1;
  return {
    runId,
    connectionId,
    mode,
    phase,
    counters,
    expectedDevices,
    devicesPerSecond: Math.round(rate),
    secondsLeft: isCounting ? Math.ceil(Math.max(0, expectedDevices - counters.fetched) / rate) : null,
  };
}
