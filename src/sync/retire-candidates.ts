// The last phase of every run: what is staged passes the guard and is retired, and the counts are proved.

import type { Retiring } from "../core/checkpoint.ts";
import { describeProof, isClearlyShort, proveCounts } from "../core/count-proof.ts";
import { RollcallError } from "../core/error.ts";
import { exceedsGuard, type RetirementCandidate } from "../core/retirement.ts";
import type { StorageWriter } from "../core/storage.ts";
import { commitStep, contextOf, type Session } from "./session.ts";

const retiredAtOnce = 500;

/** More would be retired than the guard lets through; nothing is, until a person agrees. */
export class HeldForApprovalError extends RollcallError {
  constructor(candidates: number, active: number) {
    super(
      "run.held_for_approval",
      `The run would retire ${candidates.toLocaleString("en")} of ${active.toLocaleString("en")} active assets. Nothing is retired until a person agrees.`,
    );
  }
}

/** Nothing but a person's decision lets more through than the guard; a dismissal keeps the assets. */
export async function retireCandidates(session: Session, checkpoint: Retiring): Promise<void> {
  const { storage, runId } = session;
  const { retirementDecision } = await storage.readRun(runId);
  if (retirementDecision === "dismissed") return keepCandidates(session, checkpoint);
  if (retirementDecision !== "approved") await passGuard(session);
  for (;;) {
    const batch = await storage.readCandidates(runId, { after: 0, limit: retiredAtOnce });
    if (batch.length === 0) return;
    await retireBatch(session, checkpoint, batch);
  }
}

async function passGuard({ storage, runId, connectionId }: Session): Promise<void> {
  const candidates = await storage.countCandidateAssets(runId);
  const activeAssets = await storage.countActiveAssets(connectionId);
  const { retirementGuard } = await storage.readConnection(connectionId);
  if (exceedsGuard(retirementGuard, candidates, activeAssets))
    throw new HeldForApprovalError(candidates, activeAssets);
}

async function retireBatch(
  session: Session,
  checkpoint: Retiring,
  batch: readonly RetirementCandidate[],
): Promise<void> {
  await commitStep(session, checkpoint, async (writer, context) => {
    const retired = await writer.retire(context, batch);
    const message = `${retired.toLocaleString("en")} assets are retired.`;
    const details = { retired };
    const log = { level: "info", code: "run.assets_retired", message, requestId: null, details } as const;
    return { counters: { retired }, log };
  });
}

async function keepCandidates(session: Session, checkpoint: Retiring): Promise<void> {
  await commitStep(session, checkpoint, async (writer, context) => {
    const kept = await writer.countCandidateAssets(session.runId);
    await writer.keepCandidates(context);
    const message = `${kept.toLocaleString("en")} assets are kept, although the source no longer has their devices.`;
    const details = { kept };
    const log = { level: "info", code: "run.assets_kept", message, requestId: null, details } as const;
    return { counters: {}, log };
  });
}

/** A delta round names only some of the devices without id: how many there are is known since everything was last read. */
async function withoutId(session: Session, writer: StorageWriter): Promise<number> {
  if (session.mode === "full_pull") return session.counters.withoutId;
  return (await writer.readConnection(session.connectionId)).withoutId;
}

/** Asks the source for its count once more, proves it, and ends the run with the new delta link. */
export async function completeRun(session: Session, checkpoint: Retiring): Promise<void> {
  const tenant = await session.source.countDevices(session.signal);
  await commitStep(session, checkpoint, async () => ({ counters: {}, log: null }));
  await session.storage.transaction(async (writer) => {
    await writer.holdRun(contextOf(session));
    const standings = await writer.readStandings(session.connectionId);
    const proof = proveCounts(tenant, standings, await withoutId(session, writer));
    const context = contextOf(session);
    const { mode, runId } = session;
    const isShort = isClearlyShort(tenant, tenant - proof.difference);
    const kind = mode === "full_pull" && isShort ? "short_full_pull" : mode;
    await writer.completeRun(context, { deltaLink: checkpoint.deltaLink, basis: session.basis, proof, kind });
    await writer.addLog(context, {
      at: context.at,
      level: proof.explained ? "info" : "warning",
      code: "run.completed",
      message: describeProof(proof),
      requestId: null,
      details: { runId, tenant, active: standings.activeAssets, difference: proof.difference },
    });
  });
}
