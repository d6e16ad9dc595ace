// Running, pausing and resuming a connection, and telling what came of it.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import type { SyncRunView } from "../../../../src/contract/sync-run.ts";
import { outdateConnections, pauseConnection, requestRun, resumeConnection } from "../../api/connections.ts";
import { tellDone, tellProblem } from "../../components/tell.tsx";

export function useConnectionActs({ id, name }: Pick<ConnectionView, "id" | "name">) {
  const client = useQueryClient();
  const done = (title: string) => () => {
    outdateConnections(client);
    tellDone(title, name);
  };
  const failed = (title: string) => (error: Error) => {
    outdateConnections(client);
    tellProblem(title, error);
  };
  return {
    run: useMutation({
      mutationFn: (mode: SyncRunView["mode"]) => requestRun(id, mode),
      onSuccess: done("The run is queued"),
      onError: failed(`${name} does not run`),
    }),
    pause: useMutation({
      mutationFn: () => pauseConnection(id),
      onSuccess: done("The connection is paused"),
      onError: failed(`${name} is not paused`),
    }),
    resume: useMutation({
      mutationFn: () => resumeConnection(id),
      onSuccess: done("The connection is resumed"),
      onError: failed(`${name} is not resumed`),
    }),
  };
}
