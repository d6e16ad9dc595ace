// Sync runs: reading them, watching one that is under way, and everything that is done to one.

import { queryOptions, skipToken, useQuery } from "@tanstack/react-query";
import type { HeldCountView, RunProgressView, SyncRunView } from "../../../src/contract/sync-run.ts";
import { read, send } from "./client.ts";
import { keys } from "./keys.ts";
import { type PageOf, readPage } from "./pages.ts";

export const runQuery = (id: number) =>
  queryOptions({
    queryKey: keys.run(id),
    queryFn: ({ signal }) => read<SyncRunView>(`/runs/${id}`, undefined, signal),
  });

/** A connection's last runs, the newest first. */
export const latestRunsQuery = (connectionId: number, limit: number) =>
  queryOptions({
    queryKey: [...keys.runs, "latest", connectionId, limit],
    queryFn: ({ signal }): Promise<PageOf<SyncRunView>> =>
      readPage<SyncRunView>("/runs", { connectionId, limit }, signal),
  });

/** How many assets a held run would retire, by reason. */
export const heldCountsQuery = (id: number) =>
  queryOptions({
    queryKey: [...keys.runs, "held-counts", id],
    queryFn: ({ signal }) =>
      read<{ items: readonly HeldCountView[] }>(`/runs/${id}/held-asset-counts`, undefined, signal),
  });

/** How far a connection's run is, as the server's events tell it; null where none has come. */
export function useRunProgress({ id, connectionId }: SyncRunView): RunProgressView | null {
  const { data } = useQuery<RunProgressView | null>({
    queryKey: keys.runProgress(connectionId),
    queryFn: skipToken,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data?.runId === id ? data : null;
}

type RunAct = "cancel" | "resume" | "approve" | "dismiss";

export const actOnRun = (id: number, act: RunAct): Promise<SyncRunView> =>
  send("POST", `/runs/${id}/${act}`, { body: {} });

export const isUnderWay = ({ state }: Pick<SyncRunView, "state">): boolean =>
  state === "queued" || state === "running";

/** Whether a run waits for a person's decision. */
export const isHeld = ({ state, failure, retirementDecision }: SyncRunView): boolean =>
  state === "failed" && failure?.reason === "held_for_approval" && retirementDecision === null;

/** Milliseconds, of a run that has ended; null otherwise. */
export const durationOf = ({ startedAt, finishedAt }: SyncRunView): number | null =>
  startedAt === null || finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(startedAt);
