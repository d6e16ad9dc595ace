// Before anything is retired, the source is asked for each candidate by its id.

import type { Confirming, Retiring } from "../core/checkpoint.ts";
import { type CandidateDevice, guardLimit } from "../core/retirement.ts";
import { commitStep, type Session, type Step } from "./session.ts";

/** How many candidates are asked for in one step. */
const confirmedAtOnce = 1000;

/** What the source, asked by id, still has. What left the scope is still there, and is retired all the same. */
async function findPresent(
  session: Session,
  candidates: readonly CandidateDevice[],
): Promise<readonly CandidateDevice[]> {
  const gone = candidates.filter(({ reason }) => reason !== "left_scope");
  const asked = gone.map(({ externalId }) => externalId);
  const presence = await session.source.confirm(asked, session.signal);
  return gone.filter(({ externalId }) => presence.get(externalId) !== "gone");
}

function stepOf(present: readonly CandidateDevice[]): Step {
  const reported = present.filter(({ reason }) => reason !== "gone_from_source").length;
  const counters = { confirmedPresent: present.length };
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
  const { activeAssets } = await storage.readStandings(connectionId);
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
    const present = new Set(await findPresent(session, candidates));
    gone += candidates.filter((candidate) => candidate.hasActiveAsset && !present.has(candidate)).length;
    const isLast = candidates.length < confirmedAtOnce || gone > limit;
    const next: Confirming | Retiring = isLast
      ? { phase: "retiring", deltaLink: start.deltaLink }
      : { ...start, afterAssetId: after };
    await commitStep(session, next, async (writer) => {
      const ids = [...present].map(({ assetId }) => assetId);
      await writer.unstage(session.runId, ids);
      return stepOf([...present]);
    });
    if (next.phase === "retiring") return next;
  }
}
