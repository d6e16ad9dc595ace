// `rollcall history`.

import { type AssetChangeView, assetChangeView } from "../../contract/asset-change.ts";
import { wrongWords } from "../command-error.ts";
import { openContext, type ServerOptions } from "../context.ts";
import { findConnectionId } from "../find-by-name.ts";
import { showList } from "../show-list.ts";
import type { Column } from "../table.ts";
import { momentWords, readPast } from "../time-words.ts";

interface HistoryOptions extends ServerOptions {
  readonly connection?: string;
  readonly run?: number;
  readonly field?: string;
  readonly kind?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit: number;
}

/** What is absent is told apart from null. */
const valueWords = (value: unknown): string => (value === undefined ? "absent" : JSON.stringify(value));

function whatHappened(change: AssetChangeView): string {
  switch (change.kind) {
    case "created":
      return "created";
    case "changed":
      return `${change.field}: ${valueWords(change.before)} → ${valueWords(change.after)}`;
    case "retired":
      return `retired: ${change.words}`;
    case "restored":
      return "restored";
  }
}

const columns: readonly Column<AssetChangeView>[] = [
  { title: "at", of: ({ at }) => momentWords(at) },
  { title: "run", isNumber: true, of: ({ runId }) => runId ?? "–" },
  { title: "asset", isNumber: true, of: ({ assetId }) => assetId },
  { title: "name", of: ({ assetName }) => assetName },
  { title: "what", of: whatHappened },
];

/** Throws `cli.wrong_words`. */
function momentOf(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const moment = readPast(text, Date.now());
  if (moment === null) throw wrongWords(`${option} must be a time such as 7d, 12h or 4w, or a date.`);
  return moment;
}

export async function showHistory(assetId: number | undefined, options: HistoryOptions): Promise<void> {
  const { connection, run: runId, field, kind, limit } = options;
  const since = momentOf("--since", options.since);
  const until = momentOf("--until", options.until);
  const { client, output } = openContext(options);
  const connectionId = connection === undefined ? undefined : await findConnectionId(client, connection);
  // The feed of an asset that is not there would just be empty.
  if (assetId !== undefined) await client.page(assetChangeView, `/assets/${assetId}/history`, { limit: 1 });
  const query = { assetId, connectionId, runId, field, kind, since, until };
  const changes = client.list(assetChangeView, "/asset-changes", query);
  await showList(output, changes, limit, columns, "There are no such entries.");
}
