// The runs that this process has taken up: each from its beginning to its end, a person's cancelling and the process's own end.

import { RollcallError } from "../core/error.ts";
import type { ConnectionId, SyncRunId } from "../core/id.ts";
import type { Scope } from "../core/scope.ts";
import { RunCancelledError, RunTakenOverError, type SyncRun } from "../core/sync-run.ts";
import { runSync } from "./run-sync.ts";
import type { RunProgress, SyncDependencies } from "./session.ts";

export interface RunOptions extends Pick<SyncDependencies, "storage" | "connector" | "clock"> {
  readonly scopeOf: (id: ConnectionId) => Promise<Scope>;
  readonly onProgress: (run: SyncRun, progress: RunProgress) => void;
  /** A run has begun or ended; one that is cut off stays *running* until it is taken up and begins again. */
  readonly onRunChanged: (run: SyncRun) => void;
}

interface RunUnderWay {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

/** Whether the run is somebody else's, or over: nobody has to be told. */
export function isElsewhere(error: unknown): boolean {
  if (error instanceof RunTakenOverError) return true;
  return (
    error instanceof RollcallError && ["run.ended", "run.superseded", "connection.busy"].includes(error.code)
  );
}

export class RunsUnderWay {
  readonly #options: RunOptions;
  readonly #runs = new Map<SyncRunId, RunUnderWay>();
  #stopped: RollcallError | null = null;

  constructor(options: RunOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#runs.size;
  }

  has(id: SyncRunId): boolean {
    return this.#runs.has(id);
  }

  /**
   * Resolves with the run as it ended; throws as `runSync`, the reason of `lost` where that is aborted before, and
   * `worker.stopped` where this is stopped: the run stays to be taken up.
   */
  async run(run: SyncRun, lost: AbortSignal | null = null): Promise<SyncRun> {
    const abort = new AbortController();
    const onLost = (): void => abort.abort(lost?.reason);
    lost?.addEventListener("abort", onLost, { once: true });
    const whole = this.#run(run, abort);
    const ended = whole.then(
      () => undefined,
      () => undefined,
    );
    this.#runs.set(run.id, { abort, ended });
    try {
      return await whole;
    } finally {
      this.#runs.delete(run.id);
      lost?.removeEventListener("abort", onLost);
    }
  }

  /** Ends what people have cancelled since. */
  async endCancelled(): Promise<void> {
    for (const [runId, { abort }] of this.#runs)
      if (await this.#options.storage.isCancelRequested(runId)) abort.abort(new RunCancelledError(runId));
  }

  /** Each run stops at its next page and stays to be taken up; resolves when the last one has. */
  async stop(stopped: RollcallError): Promise<void> {
    this.#stopped = stopped;
    for (const { abort } of this.#runs.values()) abort.abort(stopped);
    await Promise.all([...this.#runs.values()].map(({ ended }) => ended));
  }

  async #run({ id, connectionId }: SyncRun, abort: AbortController): Promise<SyncRun> {
    const { storage, connector, clock, scopeOf, onProgress, onRunChanged } = this.#options;
    if (await storage.isCancelRequested(id)) abort.abort(new RunCancelledError(id));
    const scope = await scopeOf(connectionId);
    // It stays as it is: nothing of it is begun only to be cut off.
    if (this.#stopped !== null) throw this.#stopped;
    let begun: SyncRun | null = null;
    const ended = await runSync(
      {
        ...{ storage, connector, clock, scope, signal: abort.signal },
        onBegun: (run: SyncRun): void => {
          begun = run;
          onRunChanged(run);
        },
        onProgress: (progress: RunProgress): void => {
          if (begun !== null) onProgress(begun, progress);
        },
      },
      id,
    );
    onRunChanged(ended);
    return ended;
  }
}
