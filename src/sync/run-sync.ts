// One sync run from its first request, or its checkpoint, to its end.

import type { Checkpoint } from "../core/checkpoint.ts";
import { whyFullPull } from "../core/connection.ts";
import type { SourceEvent } from "../core/connector.ts";
import { RollcallError } from "../core/error.ts";
import { SourceFailure } from "../core/failure.ts";
import type { SyncRunId } from "../core/id.ts";
import { addCounters, type RunFailure, RunTakenOverError, type SyncRun } from "../core/sync-run.ts";
import { confirmCandidates } from "./confirm-candidates.ts";
import { followDeltaLink } from "./delta-pull.ts";
import { beginFullPull, beginListAgain, compareWithSeen, readList, readRound } from "./full-pull.ts";
import { completeRun, HeldForApprovalError, retireCandidates } from "./retire-candidates.ts";
import { addLog, contextOf, type Session, SourceJournal, type SyncDependencies } from "./session.ts";

/** How often a pull may begin anew within one run before the source counts as broken. */
const mostRestarts = 5;

async function openSession(
  dependencies: SyncDependencies,
  runId: SyncRunId,
  end: AbortSignal,
): Promise<Session> {
  const { storage, connector, clock } = dependencies;
  const run = await storage.readRun(runId);
  const connection = await storage.readConnection(run.connectionId);
  const secret = await storage.readSecret(run.connectionId);
  const { connectionId } = run;
  const claim = crypto.randomUUID();
  const own = { storage, clock, connectionId, runId, claim };
  const journal = new SourceJournal((entry) => addLog(own, entry));
  const signal = AbortSignal.any([dependencies.signal, end]);
  const observe = (event: SourceEvent): void => journal.observe(event);
  const source = connector.openSource({ settings: connection.settings, secret, clock, observe });
  const { mode, counters, expectedDevices } = run;
  const progress = { mode, counters, expectedDevices, isListReadAgain: false };
  return { ...dependencies, ...own, signal, source, journal, ...progress };
}

/** What the run has done so far is read once nobody else can add to it. */
async function takeUp(session: Session): Promise<void> {
  const run = await session.storage.transaction(async (writer) => {
    await writer.startRun(contextOf(session));
    return writer.readRun(session.runId);
  });
  session.mode = run.mode;
  session.counters = run.counters;
  session.expectedDevices = run.expectedDevices;
}

const fullPullReasons = {
  first: "no full pull has been completed that can be relied on",
  due: "the last full pull began too long ago",
  more_selected: "more is asked of a device than the delta link answers with",
} as const;

/** The log says why a run that was asked for as a delta pull does more. */
async function beginRun(session: Session): Promise<Checkpoint> {
  if (session.mode === "full_pull") return beginFullPull(session);
  const connection = await session.storage.readConnection(session.connectionId);
  const why = whyFullPull(connection, session.connector.selectedProperties, session.clock.now());
  if (why === null && connection.deltaLink !== null)
    return { phase: "following", next: connection.deltaLink };
  const reason = why ?? "first";
  await addLog(session, {
    level: "info",
    code: "run.full_pull_needed",
    message: `This run is a full pull: ${fullPullReasons[reason]}.`,
    requestId: null,
    details: { reason },
  });
  return beginFullPull(session);
}

/** What a checkpoint that cannot be read was about is unknown, so everything is read again. */
async function resumeOrBegin(session: Session): Promise<Checkpoint> {
  const stored = await session.storage.readCheckpoint(session.runId);
  if (stored === null) return beginRun(session);
  if (stored !== "unreadable") return stored;
  await addLog(session, {
    level: "warning",
    code: "run.checkpoint_unreadable",
    message:
      "The run's checkpoint is of another release or another connection: the run starts over as a full pull.",
    requestId: null,
    details: {},
  });
  return beginFullPull(session);
}

/** One phase; null when the run is complete. */
async function advance(session: Session, checkpoint: Checkpoint): Promise<Checkpoint | null> {
  switch (checkpoint.phase) {
    case "listing":
      return readList(session, checkpoint);
    case "initial_round":
    case "catching_up":
      return readRound(session, checkpoint);
    case "comparing":
      return compareWithSeen(session, checkpoint);
    case "following":
      return followDeltaLink(session, checkpoint);
    case "confirming":
      return confirmCandidates(session, checkpoint);
    case "retiring":
      await retireCandidates(session, checkpoint);
      await completeRun(session, checkpoint);
      return null;
  }
}

/** Where to go on after a failure that the run itself can heal; throws any other. */
async function recover(session: Session, checkpoint: Checkpoint, error: unknown): Promise<Checkpoint> {
  if (!(error instanceof SourceFailure) || error.remedy.kind === "operator") throw error;
  const log = {
    level: "warning",
    code: error.code,
    message: error.message,
    requestId: error.requestId,
    details: { remedy: error.remedy.kind },
  } as const;
  if (error.remedy.kind === "relist" && checkpoint.phase === "listing")
    return beginListAgain(session, checkpoint, log);
  await addLog(session, log);
  return beginFullPull(session);
}

/** The last checkpoint that was committed; `fallback` before the first. */
async function lastCheckpoint(session: Session, fallback: Checkpoint): Promise<Checkpoint> {
  const stored = await session.storage.readCheckpoint(session.runId);
  return stored === null || stored === "unreadable" ? fallback : stored;
}

async function runPhases(session: Session): Promise<void> {
  let checkpoint: Checkpoint | null = await resumeOrBegin(session);
  let restarts = 0;
  while (checkpoint !== null) {
    const current: Checkpoint = checkpoint;
    try {
      checkpoint = await advance(session, current);
    } catch (error) {
      if (restarts >= mostRestarts) throw error;
      restarts += 1;
      checkpoint = await recover(session, await lastCheckpoint(session, current), error);
    }
  }
}

function failureOf(error: unknown): RunFailure {
  if (error instanceof HeldForApprovalError)
    return { reason: "held_for_approval", code: error.code, message: error.message };
  if (error instanceof SourceFailure) {
    const reason = error.remedy.kind === "operator" ? error.remedy.reason : "source_error";
    return { reason, code: error.code, message: error.message };
  }
  if (error instanceof RollcallError) return { reason: "internal", code: error.code, message: error.message };
  return {
    reason: "internal",
    code: "run.internal",
    message: (error instanceof Error ? error.message : String(error)).replaceAll("\u0000", ""),
  };
}

async function failRun(session: Session, error: unknown): Promise<void> {
  const failure = failureOf(error);
  // A wait that could not be logged must not keep the run from ending.
  const unlogged = await session.journal.settled().then(
    () => null,
    (reason: unknown) => reason,
  );
  await session.storage.transaction(async (writer) => {
    const context = contextOf(session);
    const requests = session.journal.takeRequests();
    await writer.saveCounters(context, addCounters(session.counters, { requests }));
    await writer.failRun(context, failure);
    const { code, message, reason } = failure;
    const requestId = error instanceof SourceFailure ? error.requestId : null;
    await writer.addLog(context, {
      at: context.at,
      level: "error",
      code,
      message,
      requestId,
      details: { reason, waitsUnlogged: unlogged !== null },
    });
  });
}

/**
 * Runs a queued run, or goes on with one that was cut off, and answers it as it ended: completed, or failed with its
 * reason. Throws `run.ended`, `run.superseded`, `run.taken_over` and `connection.busy` as the store says, the signal's reason when it is
 * aborted (the checkpoint stays), and what the store throws, when run, connection or secret cannot be read among others.
 */
export async function runSync(dependencies: SyncDependencies, runId: SyncRunId): Promise<SyncRun> {
  const end = new AbortController();
  const session = await openSession(dependencies, runId, end.signal);
  try {
    await takeUp(session);
    try {
      await runPhases(session);
    } catch (error) {
      dependencies.signal.throwIfAborted();
      if (error instanceof RunTakenOverError) throw error;
      await failRun(session, error);
    }
  } finally {
    // A page that was asked for ahead must not go on trying when the run is over.
    end.abort(new RollcallError("run.over", "The run is over."));
    await session.source.close();
  }
  return session.storage.readRun(runId);
}
