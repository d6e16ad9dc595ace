// The full pull: the whole list, what changed meanwhile, and then what was not seen.

import {
  afterFullPullDeltaPage,
  afterListPage,
  type CatchingUp,
  type Comparing,
  type Confirming,
  type InitialRound,
  type Listing,
} from "../core/checkpoint.ts";
import type { ListPage } from "../core/connector.ts";
import { isClearlyShort } from "../core/count-proof.ts";
import { CompletedFullPull } from "../core/retirement.ts";
import { type RunLogEntry, recountFromStart } from "../core/sync-run.ts";
import { applyDeltaPage, applyListPage } from "./apply-page.ts";
import { commitStep, type Session, wantedBasis } from "./session.ts";

/** How many known devices are compared in one step. */
const comparedAtOnce = 1000;

/** Asks for the delta link and the count before anything is read, so that no change falls between list and link. */
export async function beginFullPull(session: Session): Promise<Listing | InitialRound> {
  const deltaLink = await session.source.latestDeltaLink(session.signal);
  const count = await session.source.countDevices(session.signal);
  const checkpoint: Listing | InitialRound =
    deltaLink === null ? { phase: "initial_round", next: null } : { phase: "listing", next: null, deltaLink };
  const wanted = wantedBasis(session);
  session.expectedDevices = count;
  session.basis = wanted;
  session.mode = "full_pull";
  session.counters = recountFromStart(session.counters);
  await commitStep(session, checkpoint, async (writer) => {
    await writer.startOver(session.runId);
    await writer.setMode(session.runId, "full_pull");
    await writer.setBasis(session.runId, wanted);
    await writer.setExpectedDevices(session.runId, count);
    const message = `The full pull begins; the source counts ${count.toLocaleString("en")} devices.`;
    const details = { count, way: checkpoint.phase };
    return {
      counters: {},
      log: { level: "info", code: "run.full_pull_begun", message, requestId: null, details },
    };
  });
  return checkpoint;
}

/** Reads the list to its end; the next page is on its way while the present one is written. */
export async function readList(session: Session, start: Listing): Promise<CatchingUp> {
  let checkpoint = start;
  let reading = session.source.readListPage(checkpoint.next, session.signal);
  for (;;) {
    const page = await reading;
    const next = afterListPage(checkpoint, page.end);
    if (next.phase === "catching_up") {
      if (await endsShort(session, page)) return readListAgain(session, checkpoint);
      await applyListPage(session, page, next);
      return next;
    }
    reading = session.source.readListPage(next.next, session.signal);
    // Its failure is met where it is awaited; until then it must not count as an unhandled one.
    reading.catch(() => undefined);
    await applyListPage(session, page, next);
    checkpoint = next;
  }
}

/**
 * A page that lost its link looks like the last one. A list that ends with clearly fewer devices than the source counts is
 * therefore read again, once: should it be as short again, the count proof tells.
 */
async function endsShort(session: Session, lastPage: ListPage): Promise<boolean> {
  if (session.isListReadAgain || session.expectedDevices === null) return false;
  const { count } = await session.storage.readSeenDevices(session.runId);
  return isClearlyShort(session.expectedDevices, count + lastPage.items.length);
}

async function readListAgain(session: Session, checkpoint: Listing): Promise<CatchingUp> {
  session.isListReadAgain = true;
  const beginning = await beginListAgain(session, checkpoint, {
    level: "warning",
    code: "run.list_short",
    message: `The list ends before the ${session.expectedDevices?.toLocaleString("en")} devices that the source counts: it is read once more.`,
    requestId: null,
    details: { expected: session.expectedDevices },
  });
  return readList(session, beginning);
}

/** The list from its first page; what the pull has seen stays seen, and what it read is counted anew. */
export async function beginListAgain(
  session: Session,
  checkpoint: Listing,
  log: Omit<RunLogEntry, "at">,
): Promise<Listing> {
  const beginning = { ...checkpoint, next: null };
  session.counters = recountFromStart(session.counters);
  await commitStep(session, beginning, async (writer) => {
    await writer.forgetRejections(session.runId);
    return { counters: {}, log };
  });
  return beginning;
}

/** Reads the initial delta round, or what changed since the list was begun, to its end. */
export async function readRound(session: Session, start: InitialRound | CatchingUp): Promise<Comparing> {
  let checkpoint = start;
  for (;;) {
    const page = await session.source.readDeltaPage(checkpoint.next, session.signal);
    const next = afterFullPullDeltaPage(checkpoint, page.end);
    await applyDeltaPage(session, page, next, checkpoint.phase === "initial_round" ? "fresh" : "partial");
    if (next.phase === "comparing") return next;
    checkpoint = next;
  }
}

/** Stages every known device that the pull did not see. */
export async function compareWithSeen(session: Session, start: Comparing): Promise<Confirming> {
  const { connectionId, storage } = session;
  const pull = CompletedFullPull.fromCheckpoint(start);
  const seen = await storage.readSeenDevices(session.runId);
  for (let after = start.afterAssetId; ; ) {
    const known = await storage.readKnownDevices({ connectionId, after, limit: comparedAtOnce });
    const unseen = known.filter((id) => !seen.has(id));
    after = known.at(-1) ?? after;
    const isLast = known.length < comparedAtOnce;
    // A stretch where all were seen leaves nothing to write: after a crash it is compared once more.
    if (unseen.length === 0 && !isLast) continue;
    const next: Comparing | Confirming = isLast
      ? { phase: "confirming", afterAssetId: 0, deltaLink: start.deltaLink }
      : { ...start, afterAssetId: after };
    await commitStep(session, next, async (writer, context) => {
      await writer.stageUnseen(context, pull, unseen);
      return { counters: {}, log: null };
    });
    if (next.phase === "confirming") return next;
  }
}
