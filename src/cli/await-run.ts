// Waits for a run's end, and shows how far it is.

import { setTimeout as sleep } from "node:timers/promises";
import { runProgressView, type SyncRunView, syncRunView } from "../contract/sync-run.ts";
import { readJson } from "./answer.ts";
import type { ApiClient } from "./api-client.ts";
import { CommandError } from "./command-error.ts";
import type { Context } from "./context.ts";
import { patientReader } from "./patient-reader.ts";
import { progressLine } from "./progress-line.ts";
import { isEnded, progressWords } from "./run-words.ts";

const pollMs = 1000;
/** Events say when to look; looking now and then as well is for those that never arrive. */
const pollBesideEventsMs = 10_000;

/** Something to wait for that others may bring about early. */
function alarm() {
  let ring: AbortController = new AbortController();
  return {
    ring: () => ring.abort(),
    /** Ends after so long, or when it is rung, also where that was before. Throws the signal's reason. */
    async wait(forMs: number, signal: AbortSignal): Promise<void> {
      const either = AbortSignal.any([ring.signal, signal]);
      await sleep(forMs, undefined, { signal: either }).catch((error: unknown) => {
        if (!either.aborted) throw error;
      });
      signal.throwIfAborted();
      ring = new AbortController();
    },
  };
}

interface Listening {
  readonly onOpen: () => void;
  readonly onChange: () => void;
  readonly onProgress: (words: string) => void;
}

/** Throws when the stream breaks, and ends when the server ends it. */
async function listen(
  client: ApiClient,
  runId: number,
  signal: AbortSignal,
  { onOpen, onChange, onProgress }: Listening,
): Promise<void> {
  for await (const { name, data } of client.events({ method: "GET", path: "/events", signal }, onOpen)) {
    if (name === "run_progress") {
      const progress = readJson(runProgressView, data, "GET /events");
      if (progress.runId === runId) onProgress(progressWords(progress));
    }
    if (name === "run_changed" && readJson(syncRunView, data, "GET /events").id === runId) onChange();
  }
}

/**
 * Answers the run once it has ended, however it ended. Where the stream of events breaks or is refused, it asks every second.
 * `onLook` is called after each look at the run, once a second and once more when it has ended.
 */
export async function awaitRun(
  { client, output, signal }: Context,
  runId: number,
  onLook?: () => Promise<void>,
): Promise<SyncRunView> {
  const stop = new AbortController();
  const { ring, wait } = alarm();
  using line = progressLine();
  const read = patientReader(() => client.get(syncRunView, `/runs/${runId}`));
  let isListening = true;
  const listening = listen(client, runId, stop.signal, {
    onOpen: ring,
    onChange: ring,
    onProgress: line.show,
  })
    .catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      if (!stop.signal.aborted && !signal.aborted) output.note(`Progress cannot be shown: ${why}`);
    })
    .finally(() => {
      isListening = false;
      ring();
    });
  try {
    for (;;) {
      const run = await read();
      await onLook?.();
      if (run !== null && isEnded(run)) return run;
      const isPatient = isListening && run !== null && onLook === undefined;
      await wait(isPatient ? pollBesideEventsMs : pollMs, signal);
    }
  } finally {
    stop.abort(new CommandError("failed", "cli.stream_left", "The run has ended."));
    await listening;
  }
}
