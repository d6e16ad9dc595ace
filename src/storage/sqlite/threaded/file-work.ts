// What takes long on a whole database file, each piece in a thread of its own that ends with it.

import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { RollcallError } from "../../../core/error.ts";
import { fromSentError, type SentError } from "./messages.ts";

export type FileOrder =
  | { readonly kind: "copy"; readonly from: string; readonly to: string }
  | { readonly kind: "inspect"; readonly file: string }
  | { readonly kind: "migrate"; readonly file: string };

/** What is found in a file that claims to be a database of ours. */
export interface Findings {
  readonly tables: readonly string[];
  /** Names of the migrations that ran on it. */
  readonly migrations: readonly string[];
  /** In SQLite's words; null where it finds nothing wrong. */
  readonly damage: string | null;
}

export type FileAnswer =
  | { readonly kind: "copied" }
  | { readonly kind: "migrated" }
  | { readonly kind: "found"; readonly findings: Findings }
  | { readonly kind: "failed"; readonly error: SentError };

async function run(order: FileOrder): Promise<FileAnswer> {
  const worker = new Worker(new URL("file-work-main.ts", import.meta.url), { workerData: order });
  const ended = once(worker, "exit").then(() => {
    throw new RollcallError("storage.thread_ended", "The thread that works on a file ended before its end.");
  });
  const said = once(worker, "message") as Promise<[FileAnswer]>;
  try {
    const [answer] = await Promise.race([said, ended]);
    return answer;
  } finally {
    await worker.terminate();
  }
}

/**
 * Copies the database as it is at one moment, whoever writes meanwhile, into a file that is there and empty. Nobody is held up.
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const answer = await run({ kind: "copy", from, to });
  if (answer.kind === "failed") throw fromSentError(answer.error);
}

/** Reads the whole file, and changes nothing in it. Throws SQLite's error where it cannot be opened, e.g. `SQLITE_NOTADB`. */
export async function inspectDatabase(file: string): Promise<Findings> {
  const answer = await run({ kind: "inspect", file });
  if (answer.kind === "failed") throw fromSentError(answer.error);
  if (answer.kind !== "found") throw new TypeError(`An inspection was answered with ${answer.kind}.`);
  return answer.findings;
}

/** Makes the database where there is none, and brings it to this release's schema; throws what the first failing migration throws. */
export async function migrateDatabase(file: string): Promise<void> {
  const answer = await run({ kind: "migrate", file });
  if (answer.kind === "failed") throw fromSentError(answer.error);
}
