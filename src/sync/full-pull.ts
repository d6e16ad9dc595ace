// The full pull: the whole list, what changed meanwhile, and then what was not seen.

import {
  afterFullPullDeltaPage,
  afterListPage,
  type CatchingUp,
  type Comparing,
  type InitialRound,
  type Listing,
  type Retiring,
} from "../core/checkpoint.ts";
import type { ListPage } from "../core/connector.ts";
import { isClearlyShort } from "../core/count-proof.ts";
import type { AssetId } from "../core/id.ts";
import { CompletedFullPull } from "../core/retirement.ts";
import { applyDeltaPage, applyListPage } from "./apply-page.ts";
import { commitStep, type Session } from "./session.ts";

/** How many known devices are compared, and confirmed where they were not seen, in one step. */
const comparedAtOnce = 1000;

/** Asks for the delta link and the count before anything is read, so that no change falls between list and link. */
export async function beginFullPull(session: Session): Promise<Listing | InitialRound> {
  const deltaLink = await session.source.latestDeltaLink(session.signal);
  const count = await session.source.countDevices(session.signal);
  const checkpoint: Listing | InitialRound =
    deltaLink === null ? { phase: "initial_round", next: null } : { phase: "listing", next: null, deltaLink };
  session.expectedDevices = count;
  session.mode = "full_pull";
  await commitStep(session, checkpoint, async (writer) => {
    await writer.startOver(session.runId);
    await writer.setMode(session.runId, "full_pull");
    await writer.setExpectedDevices(session.runId, count);
    const message = `The full pull begins; the source counts ${count} devices.`;
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
  const beginning = { ...checkpoint, next: null };
  await commitStep(session, beginning, async () => ({
    counters: {},
    log: {
      level: "warning",
      code: "run.list_short",
      message: `The list ends before the ${session.expectedDevices} devices that the source counts: it is read once more.`,
      requestId: null,
      details: { expected: session.expectedDevices },
    },
  }));
  return readList(session, beginning);
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

/** Stages every known device that the pull did not see and that the source, asked by id, does not have. */
export async function compareWithSeen(session: Session, start: Comparing): Promise<Retiring> {
  const { connectionId, storage } = session;
  const seen = await storage.readSeenDevices(session.runId);
  for (let after = start.afterAssetId; ; ) {
    const known = await storage.readKnownDevices({ connectionId, after, limit: comparedAtOnce });
    const unseen = known.filter((id) => !seen.has(id));
    after = known.at(-1) ?? after;
    const isLast = known.length < comparedAtOnce;
    // A stretch where all were seen leaves nothing to write: after a crash it is compared once more.
    if (unseen.length === 0 && !isLast) continue;
    const next: Comparing | Retiring = isLast
      ? { phase: "retiring", deltaLink: start.deltaLink }
      : { ...start, afterAssetId: after };
    await confirmUnseen(session, start, unseen, next);
    if (next.phase === "retiring") return next;
  }
}

async function confirmUnseen(
  session: Session,
  start: Comparing,
  unseen: readonly AssetId[],
  next: Comparing | Retiring,
): Promise<void> {
  const pull = CompletedFullPull.fromCheckpoint(start);
  // What the source itself reported as removed needs no asking: should it be back, the next delta round brings it.
  const devices = await session.storage.readUnstagedDevices(session.runId, unseen);
  const asked = devices.map(({ externalId }) => externalId);
  const presence = await session.source.confirm(asked, session.signal);
  const gone = devices.filter(({ externalId }) => presence.get(externalId) === "gone");
  await commitStep(session, next, async (writer, context) => {
    const ids = gone.map(({ assetId }) => assetId);
    await writer.stageUnseen(context, pull, ids);
    return { counters: { confirmedPresent: devices.length - gone.length }, log: null };
  });
}
