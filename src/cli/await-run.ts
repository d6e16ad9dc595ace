// Waits for a run's end, and shows how far it is.

import { setTimeout as sleep } from "node:timers/promises";
import { runProgressView, type SyncRunView, syncRunView } from "../contract/sync-run.ts";
import { readJson } from "./answer.ts";
import type { ApiClient } from "./api-client.ts";
import { CommandError } from "./command-error.ts";
import type { Context } from "./context.ts";
import { isEnded, progressWords } from "./run-words.ts";
import { cutTo, escapeControls } from "./text.ts";

const pollMs = 1000;
/** Events say when to look; looking now and then as well is for those that never arrive. */
const pollBesideEventsMs = 10_000;
const failuresInARow = 5;

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

const plainEveryMs = 2000;

/** How far the run is: one living line on a terminal, a plain line now and then elsewhere. */
function progressLine() {
  const isLiving = process.stderr.isTTY;
  const write = (text: string) => process.stderr.write(`\r\u001b[2K${text}`);
  let saidAt = performance.now();
  return {
    show: (text: string) => {
      // A line that wraps could not be written over.
      if (isLiving) write(cutTo(escapeControls(text), (process.stderr.columns ?? 80) - 1));
      else if (performance.now() - saidAt >= plainEveryMs) {
        saidAt = performance.now();
        process.stderr.write(`${escapeControls(text)}\n`);
      }
    },
    [Symbol.dispose]: () => {
      if (isLiving) write("");
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

/** What the server says of a run; a server that does not answer for a moment, as while it restarts, is asked again. */
function patientReader(client: ApiClient, runId: number): () => Promise<SyncRunView | null> {
  let failures = 0;
  return async () => {
    try {
      const run = await client.get(syncRunView, `/runs/${runId}`);
      failures = 0;
      return run;
    } catch (error) {
      failures += 1;
      const isPassing = error instanceof CommandError && error.kind === "unreachable";
      if (!isPassing || failures >= failuresInARow) throw error;
      return null;
    }
  };
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
  const read = patientReader(client, runId);
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
