// Keeps what is shown as it is on the server: listens to its events for as long as somebody looks.

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ConnectionView } from "../../../src/contract/connection.ts";
import type { InventoryTaskView } from "../../../src/contract/inventory-task.ts";
import type { RunProgressView, SyncRunView } from "../../../src/contract/sync-run.ts";
import { keys } from "./keys.ts";
import { sessionQuery } from "./session.ts";
import { sessionEnd } from "./session-end.ts";

/**
 * `live`: what is shown is as it is. `lost`: the server cannot be reached, so it may be older. `refused`: the server is there, but
 * tells this page nothing, as where its reader has too many open.
 */
export type Liveness = "connecting" | "live" | "lost" | "refused";

type EventData = {
  run_progress: RunProgressView;
  run_changed: SyncRunView;
  connection_changed: ConnectionView;
  connection_removed: { id: number };
  inventory_task_changed: InventoryTaskView;
};

const appliers: {
  [Name in keyof EventData]: (client: QueryClient, data: EventData[Name]) => void;
} = {
  run_progress: (client, progress) => {
    client.setQueryData(keys.runProgress(progress.connectionId), progress);
  },
  run_changed: (client, run) => {
    client.setQueryData(keys.run(run.id), run);
    // An answer that is on its way may be older than the event: it is let go of, and asked for anew.
    void client.invalidateQueries({ queryKey: keys.run(run.id) });
    if (run.state !== "running") client.setQueryData(keys.runProgress(run.connectionId), null);
    void client.invalidateQueries({ queryKey: keys.runs });
    void client.invalidateQueries({ queryKey: keys.log });
    if (run.state !== "queued" && run.state !== "running") {
      void client.invalidateQueries({ queryKey: keys.inventory });
    }
  },
  connection_changed: (client, connection) => {
    // Its version comes from reading it, so a form never saves over what it has not shown.
    void client.invalidateQueries({ queryKey: keys.connection(connection.id) });
    client.setQueryData<readonly ConnectionView[]>(keys.connections, (before) =>
      before?.map((one) => (one.id === connection.id ? connection : one)),
    );
    void client.invalidateQueries({ queryKey: keys.connections, exact: true });
  },
  connection_removed: (client, { id }) => {
    void client.invalidateQueries({ queryKey: keys.connection(id) });
    void client.invalidateQueries({ queryKey: keys.connections, exact: true });
    void client.invalidateQueries({ queryKey: keys.inventory });
  },
  inventory_task_changed: (client, task) => {
    const isNew = client.getQueryData(keys.task(task.id)) === undefined;
    client.setQueryData(keys.task(task.id), task);
    if (isNew) void client.invalidateQueries({ queryKey: keys.latestTasks });
    if (task.state === "waiting") return;
    void client.invalidateQueries({ queryKey: keys.tags });
    void client.invalidateQueries({ queryKey: keys.inventory });
  },
};

function addListeners(source: EventSource, client: QueryClient): void {
  for (const name of Object.keys(appliers) as (keyof EventData)[])
    source.addEventListener(name, (event) => {
      const apply = appliers[name] as (client: QueryClient, data: unknown) => void;
      apply(client, JSON.parse((event as MessageEvent<string>).data));
    });
}

/** Not all at the same moment: after a restart the pages of everybody come back. */
const between = (leastMs: number, mostMs: number): number => leastMs + Math.random() * (mostMs - leastMs);

/** Whether the server answers at all. Whoever is signed in no more learns it by this. */
async function isThere(client: QueryClient): Promise<boolean> {
  try {
    await client.fetchQuery({ ...sessionQuery, staleTime: 0, retry: false });
    return true;
  } catch {
    return false;
  }
}

/** Opens the stream, and again when it is lost, until the answered function is called. */
function follow(client: QueryClient, tell: (liveness: Liveness) => void): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  let isFirst = true;
  let failures = 0;
  const lose = async (): Promise<void> => {
    source?.close();
    if (sessionEnd.isEnded()) return;
    failures += 1;
    const isRefused = await isThere(client);
    if (isOver || sessionEnd.isEnded()) return;
    if (!isRefused) tell("lost");
    // A stream may also have come to its end.
    else if (failures > 1) tell("refused");
    const waitMs = isRefused && failures > 1 ? between(20_000, 40_000) : between(2000, 5000);
    timer = setTimeout(open, waitMs);
  };
  const open = (): void => {
    source = new EventSource("/api/v1/events");
    addListeners(source, client);
    source.addEventListener("open", () => {
      tell("live");
      // What happened while nobody listened is read.
      if (!isFirst || failures > 0) void client.invalidateQueries();
      isFirst = false;
      failures = 0;
    });
    source.addEventListener("error", () => void lose());
  };
  open();
  return () => {
    isOver = true;
    clearTimeout(timer);
    source?.close();
  };
}

/**
 * Whether what is shown is live. A page that nobody sees lets go of its stream: a browser has six connections for a server,
 * and each stream holds one.
 */
export function useLiveEvents(isSessionEnded: boolean): Liveness {
  const client = useQueryClient();
  const [liveness, setLiveness] = useState<Liveness>("connecting");
  useEffect(() => {
    if (isSessionEnded) return;
    let stop: (() => void) | null = null;
    let wasHidden = false;
    const look = (): void => {
      const isHidden = document.visibilityState === "hidden";
      if (isHidden) {
        stop?.();
        stop = null;
        wasHidden = true;
        return;
      }
      if (stop !== null) return;
      if (wasHidden) void client.invalidateQueries();
      stop = follow(client, setLiveness);
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      stop?.();
    };
  }, [client, isSessionEnded]);
  return liveness;
}
