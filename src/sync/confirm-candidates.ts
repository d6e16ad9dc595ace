// Before anything is retired, the source is asked for each candidate by its id.

import type { Confirming, Retiring } from "../core/checkpoint.ts";
import type { ListItem } from "../core/connector.ts";
import { type CandidateDevice, guardLimit } from "../core/retirement.ts";
import { writePage } from "./apply-page.ts";
import { commitStep, type Session, type Step } from "./session.ts";

/** How many candidates are asked for in one step. */
const confirmedAtOnce = 1000;

interface Present {
  readonly candidate: CandidateDevice;
  readonly item: ListItem;
}

/** What the source, asked by id, still has. What left the scope is still there, and is retired all the same. */
async function findPresent(
  session: Session,
  candidates: readonly CandidateDevice[],
): Promise<readonly Present[]> {
  const reported = candidates.filter(({ reason }) => reason !== "left_scope");
  const asked = reported.map(({ externalId }) => externalId);
  const answers = await session.source.confirm(asked, session.signal);
  return reported.flatMap((candidate) => {
    const answer = answers.get(candidate.externalId);
    if (answer === undefined) throw new TypeError("The source left a device without an answer.");
    return answer.kind === "present" ? [{ candidate, item: answer.item }] : [];
  });
}

function stepOf(present: readonly Present[], written: Step): Step {
  const reported = present.filter(({ candidate }) => candidate.reason !== "gone_from_source").length;
  const { created, updated, restored, rejected, excluded } = written.counters;
  const changes = { created, updated, restored, rejected, excluded };
  const counters = { ...changes, confirmedPresent: present.length };
  if (reported === 0) return { counters, log: null };
  return {
    counters,
    log: {
      level: "warning",
      code: "run.removal_contradicted",
      message: `${reported} devices were reported as removed, but the source, asked by id, has them: their assets stay.`,
      requestId: null,
      details: { reported },
    },
  };
}

/** How many active assets may be confirmed as gone before the run is held in any case; unbounded once it is approved. */
async function readLimit({ storage, runId, connectionId }: Session): Promise<number> {
  const { retirementDecision } = await storage.readRun(runId);
  if (retirementDecision === "approved") return Number.POSITIVE_INFINITY;
  const { retirementGuard } = await storage.readConnection(connectionId);
  const activeAssets = await storage.countActiveAssets(connectionId);
  return guardLimit(retirementGuard, activeAssets);
}

/**
 * Takes back what the source still has: only what it confirms as gone may be retired. Where more than the guard lets through
 * is confirmed as gone, the run is held in any case and the rest is not asked for: a source that has lost everything would
 * be asked for a million devices. An approval has all of them confirmed.
 */
export async function confirmCandidates(session: Session, start: Confirming): Promise<Retiring> {
  const limit = await readLimit(session);
  let gone = 0;
  for (let after = start.afterAssetId; ; ) {
    const range = { after, limit: confirmedAtOnce };
    const candidates = await session.storage.readCandidates(session.runId, range);
    after = candidates.at(-1)?.assetId ?? after;
    const present = await findPresent(session, candidates);
    const there = new Set(present.map(({ candidate }) => candidate));
    gone += candidates.filter((candidate) => candidate.hasActiveAsset && !there.has(candidate)).length;
    const isLast = candidates.length < confirmedAtOnce || gone > limit;
    const next: Confirming | Retiring = isLast
      ? { phase: "retiring", deltaLink: start.deltaLink }
      : { ...start, afterAssetId: after };
    const page = { items: present.map(({ item }) => item), requestId: null };
    await commitStep(session, next, async (writer, context) => {
      const ids = present.map(({ candidate }) => candidate.assetId);
      await writer.unstage(session.runId, ids);
      // The answer is the whole device: what changed while nobody saw it is not lost.
      const { step } = await writePage(session, writer, context, page, "whole");
      return stepOf(present, step);
    });
    if (next.phase === "retiring") return next;
  }
}
