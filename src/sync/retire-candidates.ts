// The last phase of every run: what is staged passes the guard and is retired, and the counts are proved.

import type { Retiring } from "../core/checkpoint.ts";
import { proveCounts } from "../core/count-proof.ts";
import { RollcallError } from "../core/error.ts";
import { defaultRetirementGuard, exceedsGuard } from "../core/retirement.ts";
import { commitStep, contextOf, type Session } from "./session.ts";

const retiredAtOnce = 500;

/** More would be retired than the guard lets through; nothing is, until a person agrees. */
export class HeldForApprovalError extends RollcallError {
  constructor(candidates: number, active: number) {
    super(
      "run.held_for_approval",
      `The run would retire ${candidates} of ${active} active assets. Nothing is retired until a person agrees.`,
    );
  }
}

export async function retireCandidates(session: Session, checkpoint: Retiring): Promise<void> {
  const { storage, runId } = session;
  const candidates = await storage.countCandidateAssets(runId);
  const { activeAssets } = await storage.readStandings(session.connectionId);
  if (exceedsGuard(defaultRetirementGuard, candidates, activeAssets))
    throw new HeldForApprovalError(candidates, activeAssets);
  for (;;) {
    const batch = await storage.readCandidates(runId, retiredAtOnce);
    if (batch.length === 0) return;
    await commitStep(session, checkpoint, async (writer, context) => {
      const retired = await writer.retire(context, batch);
      const message = `${retired} assets are retired.`;
      const log = {
        level: "info",
        code: "run.assets_retired",
        message,
        requestId: null,
        details: { retired },
      } as const;
      return { counters: { retired }, log };
    });
  }
}

/** Asks the source for its count once more, proves it, and ends the run with the new delta link. */
export async function completeRun(session: Session, checkpoint: Retiring): Promise<void> {
  const tenant = await session.source.countDevices(session.signal);
  await commitStep(session, checkpoint, async () => ({ counters: {}, log: null }));
  await session.storage.transaction(async (writer) => {
    const standings = await writer.readStandings(session.connectionId);
    const proof = proveCounts(tenant, standings, session.counters.withoutId);
    const context = contextOf(session);
    const { mode, runId } = session;
    await writer.completeRun(context, { deltaLink: checkpoint.deltaLink, mode, proof });
    const message = proof.explained
      ? `Completed: the source's ${tenant} devices are all accounted for.`
      : `Completed, but the source counts ${tenant} devices and ${proof.difference} of them are not explained.`;
    await writer.addLog(context, {
      at: context.at,
      level: proof.explained ? "info" : "warning",
      code: "run.completed",
      message,
      requestId: null,
      details: { runId, tenant, active: standings.activeAssets, difference: proof.difference },
    });
  });
}
