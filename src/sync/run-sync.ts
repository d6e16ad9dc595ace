// One sync run from its first request, or its checkpoint, to its end.

import type { Checkpoint } from "../core/checkpoint.ts";
import { whyFullPull, whyPullAnew } from "../core/connection.ts";
import type { SourceEvent } from "../core/connector.ts";
import { RollcallError } from "../core/error.ts";
import { SourceFailure } from "../core/failure.ts";
import type { SyncRunId } from "../core/id.ts";
import {
  addCounters,
  RunCancelledError,
  type RunFailure,
  RunTakenOverError,
  type SyncRun,
} from "../core/sync-run.ts";
import { extendMap, type MapAdditions, propertiesToSelect } from "../core/transform-map.ts";
import { confirmCandidates } from "./confirm-candidates.ts";
import { followDeltaLink } from "./delta-pull.ts";
import { beginFullPull, beginListAgain, compareWithSeen, readList, readRound } from "./full-pull.ts";
import { completeRun, HeldForApprovalError, retireCandidates } from "./retire-candidates.ts";
import {
  addLog,
  commitStep,
  contextOf,
  type HeldRun,
  keepMapVersion,
  type Session,
  SourceJournal,
  type SyncDependencies,
  wantedBasis,
} from "./session.ts";

/** How often a pull may begin anew within one run before the source counts as broken. */
const mostRestarts = 5;

/** Takes the run up; what it has done so far is read once nobody else can add to it. */
async function takeUp({ storage, clock }: SyncDependencies, runId: SyncRunId): Promise<[HeldRun, SyncRun]> {
  const { connectionId } = await storage.readRun(runId);
  const held = { storage, clock, connectionId, runId, claim: crypto.randomUUID() };
  const run = await storage.transaction(async (writer) => {
    await writer.startRun(contextOf(held));
    return writer.readRun(runId);
  });
  return [held, run];
}

/** A run that is taken up later works by the map that its connection has by then. */
async function readMap(held: HeldRun, { transformMapVersion }: SyncRun): Promise<MapAdditions> {
  return held.storage.transaction(async (writer) => {
    await writer.holdRun(contextOf(held));
    const additions = await writer.readTransformMap(held.connectionId);
    if (additions.version !== transformMapVersion)
      await keepMapVersion(writer, contextOf(held), additions.version);
    return additions;
  });
}

async function openSession(
  dependencies: SyncDependencies,
  held: HeldRun,
  run: SyncRun,
  end: AbortSignal,
): Promise<Session> {
  const { storage, connector, clock, scope } = dependencies;
  const { settings, basis: pulled } = await storage.readConnection(held.connectionId);
  const additions = await readMap(held, run);
  const selectedProperties = propertiesToSelect(connector.selectedProperties, additions);
  const secret = await storage.readSecret(held.connectionId);
  const journal = new SourceJournal((entry) => addLog(held, entry));
  const signal = AbortSignal.any([dependencies.signal, end]);
  const observe = (event: SourceEvent): void => journal.observe(event);
  const source = connector.openSource({ settings, secret, clock, selectedProperties, observe });
  const { mode, counters, expectedDevices } = run;
  const basis = run.basis ?? wantedBasis({ selectedProperties, scope });
  const progress = { mode, counters, expectedDevices, basis, isListReadAgain: false };
  const map = extendMap(connector.defaultTransformMap, additions);
  const asked = new Set(selectedProperties);
  const unlikeAsked = asked.symmetricDifference(new Set(pulled?.selectedProperties ?? asked));
  const mapping = { map, selectedProperties, unlikeAsked };
  return { ...dependencies, ...held, signal, source, journal, ...progress, ...mapping };
}

const fullPullReasons = {
  first: "no full pull has been completed that can be relied on",
  due: "the last full pull began too long ago",
  more_selected: "more is asked of a device than before",
  scope_changed: "the connection's scope is another one than before",
  checkpoint_unreadable: "the run's checkpoint is of another release or another connection",
} as const;

/** The log says why a run does more than it was asked for, or than it has left to do. */
async function pullAnew(session: Session, reason: keyof typeof fullPullReasons): Promise<Checkpoint> {
  await addLog(session, {
    level: reason === "checkpoint_unreadable" ? "warning" : "info",
    code: "run.full_pull_needed",
    message: `This run is a full pull from its beginning: ${fullPullReasons[reason]}.`,
    requestId: null,
    details: { reason },
  });
  return beginFullPull(session);
}

async function beginRun(session: Session): Promise<Checkpoint> {
  if (session.mode === "full_pull") return beginFullPull(session);
  const connection = await session.storage.readConnection(session.connectionId);
  const why = whyFullPull(connection, wantedBasis(session), session.clock.now());
  if (why !== null || connection.deltaLink === null || connection.basis === null)
    return pullAnew(session, why ?? "first");
  const { basis, deltaLink } = connection;
  session.basis = basis;
  const checkpoint: Checkpoint = { phase: "following", next: deltaLink };
  await commitStep(session, checkpoint, async (writer) => {
    await writer.setBasis(session.runId, basis);
    return { counters: {}, log: null };
  });
  return checkpoint;
}

/**
 * Where a run goes on. What its checkpoint was about may be unknown, or not be what is wanted any more: everything is then
 * read again. Time has passed since its candidates were confirmed, so they are asked for once more.
 */
async function resumeOrBegin(session: Session): Promise<Checkpoint> {
  const stored = await session.storage.readCheckpoint(session.runId);
  if (stored === null) return beginRun(session);
  if (stored === "unreadable") return pullAnew(session, "checkpoint_unreadable");
  const why = whyPullAnew(session.basis, wantedBasis(session));
  if (why !== null) return pullAnew(session, why);
  if (stored.phase !== "confirming" && stored.phase !== "retiring") return stored;
  return { phase: "confirming", afterAssetId: 0, deltaLink: stored.deltaLink };
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

/** A wait that could not be logged must not keep the run from ending. */
async function settleJournal(session: Session | null): Promise<boolean> {
  if (session === null) return true;
  return session.journal.settled().then(
    () => true,
    () => false,
  );
}

/** `session` is null where the source could not even be opened. */
async function failRun(held: HeldRun, run: SyncRun, session: Session | null, error: unknown): Promise<void> {
  const failure = failureOf(error);
  const allWaitsLogged = await settleJournal(session);
  const requests = session?.journal.takeRequests() ?? 0;
  const counters = addCounters(session?.counters ?? run.counters, { requests });
  await held.storage.transaction(async (writer) => {
    const context = contextOf(held);
    await writer.saveCounters(context, counters);
    await writer.failRun(context, failure);
    const { code, message, reason } = failure;
    const requestId = error instanceof SourceFailure ? error.requestId : null;
    const details = { reason, allWaitsLogged };
    await writer.addLog(context, { at: context.at, level: "error", code, message, requestId, details });
  });
}

/** The store is away, or another process was in the way: nothing is wrong with the run, which goes on from its checkpoint. */
function isUnavailable(error: unknown): boolean {
  return error instanceof RollcallError && error.code === "storage.unavailable";
}

/** What the run has brought stays; what it would have retired is forgotten. */
async function cancelRun(held: HeldRun, session: Session | null): Promise<void> {
  const allWaitsLogged = await settleJournal(session);
  await held.storage.transaction(async (writer) => {
    const context = contextOf(held);
    await writer.cancelRun(context);
    const message = "The run is cancelled: what it has brought stays, and nothing is retired.";
    const entry = { level: "info", code: "run.cancelled", message, requestId: null } as const;
    await writer.addLog(context, { at: context.at, ...entry, details: { allWaitsLogged } });
  });
}

/**
 * Runs a queued run, or goes on with one that was cut off, and answers it as it ended: completed, failed with its
 * reason, or cancelled where the signal is aborted with a `RunCancelledError`. Throws `run.ended`, `run.superseded`, `run.taken_over` and `connection.busy` as the store says, the signal's
 * reason when it is aborted otherwise (the checkpoint stays), and what the store throws.
 */
export async function runSync(dependencies: SyncDependencies, runId: SyncRunId): Promise<SyncRun> {
  const end = new AbortController();
  const [held, run] = await takeUp(dependencies, runId);
  dependencies.onBegun?.(run);
  let session: Session | null = null;
  try {
    session = await openSession(dependencies, held, run, end.signal);
    await runPhases(session);
  } catch (error) {
    if (dependencies.signal.reason instanceof RunCancelledError) await cancelRun(held, session);
    else {
      dependencies.signal.throwIfAborted();
      if (error instanceof RunTakenOverError || isUnavailable(error)) throw error;
      await failRun(held, run, session, error);
    }
  } finally {
    // A page that was asked for ahead must not go on trying when the run is over.
    end.abort(new RollcallError("run.over", "The run is over."));
    await session?.source.close();
  }
  return dependencies.storage.readRun(runId);
}
