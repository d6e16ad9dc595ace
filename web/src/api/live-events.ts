// Keeps what is shown as it is on the server: listens to its events for as long as somebody looks.

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ConnectionView } from "../../../src/contract/connection.ts";
import type { InventoryTaskView } from "../../../src/contract/inventory-task.ts";
import type { RunProgressView, SyncRunView } from "../../../src/contract/sync-run.ts";
import { keys } from "./keys.ts";
import { sessionQuery } from "./session.ts";
import { sessionEnd } from "./session-end.ts";

/** `live`: what is shown is as it is. `lost`: the server cannot be reached, so it may be older. */
export type Liveness = "connecting" | "live" | "lost";

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

const reconnectMs = 3000;

/** Opens the stream, and again when it is lost, until the answered function is called. */
function follow(client: QueryClient, tell: (liveness: Liveness) => void): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wasOpen = false;
  const open = (): void => {
    source = new EventSource("/api/v1/events");
    addListeners(source, client);
    source.addEventListener("open", () => {
      tell("live");
      // What happened while nobody listened is read.
      if (wasOpen) void client.invalidateQueries();
      wasOpen = true;
    });
    source.addEventListener("error", () => {
      source?.close();
      if (sessionEnd.isEnded()) return;
      tell("lost");
      timer = setTimeout(() => {
        open();
        // Whoever is signed in no more learns it by asking.
        void client.refetchQueries({ queryKey: sessionQuery.queryKey });
      }, reconnectMs);
    });
  };
  open();
  return () => {
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
