// Before anything is retired, the source is asked for each candidate by its id.

import type { Confirming, Retiring } from "../core/checkpoint.ts";
import type { CandidateDevice } from "../core/retirement.ts";
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

/** Takes back what the source still has: only what it confirms as gone may be retired. */
export async function confirmCandidates(session: Session, start: Confirming): Promise<Retiring> {
  for (let after = start.afterAssetId; ; ) {
    const range = { after, limit: confirmedAtOnce };
    const candidates = await session.storage.readCandidates(session.runId, range);
    after = candidates.at(-1)?.assetId ?? after;
    const isLast = candidates.length < confirmedAtOnce;
    const present = await findPresent(session, candidates);
    const next: Confirming | Retiring = isLast
      ? { phase: "retiring", deltaLink: start.deltaLink }
      : { ...start, afterAssetId: after };
    await commitStep(session, next, async (writer) => {
      await writer.unstage(
        session.runId,
        present.map(({ assetId }) => assetId),
      );
      return stepOf(present);
    });
    if (next.phase === "retiring") return next;
  }
}
