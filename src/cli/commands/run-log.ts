// `rollcall run log` and `rollcall connection log`.

import { type LogEntryView, logEntryView } from "../../contract/sync-run.ts";
import type { ApiClient } from "../api-client.ts";
import { awaitRun } from "../await-run.ts";
import { openContext, type ServerOptions } from "../context.ts";
import { findConnectionId } from "../find-by-name.ts";
import type { Output } from "../output.ts";
import { take } from "../take.ts";

interface FilterOptions extends ServerOptions {
  readonly level?: string;
  readonly code?: string;
}

function showEntry(output: Output, { at, level, code, message, requestId }: LogEntryView): void {
  const request = requestId === null ? "" : ` [request ${requestId}]`;
  const tone = level === "error" ? "bad" : undefined;
  output.line(`${at}  ${level.padEnd(7)}  ${code}  ${message}${request}`, tone);
}

/** Each call shows what was written since the last one: it reads on from the last page that it knows. */
function follower(client: ApiClient, path: string, query: object, show: (entry: LogEntryView) => void) {
  let cursor: string | undefined;
  let lastId = 0;
  return async () => {
    for (;;) {
      const page = await client.page(logEntryView, path, { ...query, limit: 200, cursor });
      for (const entry of page.items) {
        if (entry.id <= lastId) continue;
        lastId = entry.id;
        show(entry);
      }
      if (page.nextCursor === null) return;
      cursor = page.nextCursor;
    }
  };
}

export async function showRunLog(
  id: number,
  options: FilterOptions & { readonly follow?: boolean },
): Promise<void> {
  const context = openContext(options);
  const { client, output } = context;
  const { level, code } = options;
  const path = `/runs/${id}/log`;
  if (options.follow) {
    const show = (entry: LogEntryView) => (output.isJson ? output.jsonLine(entry) : showEntry(output, entry));
    await awaitRun(context, id, follower(client, path, { level, code }, show));
    return;
  }
  const { taken } = await take(client.list(logEntryView, path, { level, code }), Number.POSITIVE_INFINITY);
  showEntries(output, taken);
}

function showEntries(output: Output, entries: readonly LogEntryView[]): void {
  if (output.isJson) output.json(entries);
  else if (entries.length === 0) output.note("There are no such entries.");
  else for (const entry of entries) showEntry(output, entry);
}

export async function showConnectionLog(
  which: string,
  options: FilterOptions & { readonly limit: number },
): Promise<void> {
  const { client, output } = openContext(options);
  const { level, code, limit } = options;
  const path = `/connections/${await findConnectionId(client, which)}/log`;
  const { taken, more } = await take(client.list(logEntryView, path, { level, code }), limit);
  showEntries(output, taken);
  if (more) output.note(`There are more than these ${limit}; --limit lists more.`);
}
