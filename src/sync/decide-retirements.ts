// A person's decision on a run that was held for approval; the run is then taken up like any other that ended early.

import { RollcallError } from "../core/error.ts";
import type { SyncRunId } from "../core/id.ts";
import type { RetirementDecision } from "../core/retirement.ts";
import type { Storage } from "../core/storage.ts";

/**
 * Notes the decision; the caller then runs the run on. Throws `run.not_held` when the run is not held, or when a later run
 * of its connection has looked again since: what was to be approved is then no longer what would be done.
 */
export async function decideRetirements(
  storage: Storage,
  runId: SyncRunId,
  decision: RetirementDecision,
): Promise<void> {
  await storage.transaction(async (writer) => {
    const run = await writer.readRun(runId);
    const { state } = await writer.readConnection(run.connectionId);
    const isHeld = run.state.name === "failed" && run.state.failure.reason === "held_for_approval";
    if (!isHeld || state.name !== "errored" || state.runId !== runId)
      throw new RollcallError("run.not_held", `The run ${runId} is not held for approval.`);
    await writer.setRetirementDecision(runId, decision);
  });
}
