// `rollcall connection list`, `show`, `sync`, `pause`, `resume` and `remove`.

import { connectionView } from "../../contract/connection.ts";
import { syncRunView } from "../../contract/sync-run.ts";
import { changeWhatever } from "../api-client.ts";
import { confirm } from "../ask-person.ts";
import { awaitRun } from "../await-run.ts";
import { connectionColumns, connectionProperties } from "../connection-words.ts";
import { openContext, type ServerOptions } from "../context.ts";
import { findConnectionId } from "../find-by-name.ts";
import { modeWords, refuseUncompleted, runProperties } from "../run-words.ts";
import { showList } from "../show-list.ts";

export async function listConnections(options: ServerOptions): Promise<void> {
  const { client, output } = openContext(options);
  const connections = client.list(connectionView, "/connections");
  await showList(
    output,
    connections,
    Number.POSITIVE_INFINITY,
    connectionColumns,
    "There are no connections.",
  );
}

export async function showConnection(which: string, options: ServerOptions): Promise<void> {
  const { client, output } = openContext(options);
  const connection = await client.get(
    connectionView,
    `/connections/${await findConnectionId(client, which)}`,
  );
  if (output.isJson) output.json(connection);
  else output.properties(connectionProperties(connection));
}

interface SyncOptions extends ServerOptions {
  readonly full?: boolean;
  readonly wait?: boolean;
}

/** Throws with `run_failed` or `run_held` where it waits and the run does not complete. */
export async function syncConnection(which: string, options: SyncOptions): Promise<void> {
  const context = openContext(options);
  const { client, output } = context;
  const path = `/connections/${await findConnectionId(client, which)}/runs`;
  const mode = options.full ? "full_pull" : "delta_pull";
  const queued = await client.create(syncRunView, path, { mode });
  output.note(`Run ${queued.id}, a ${modeWords(queued.mode)}, is ${queued.state}.`);
  const run = options.wait ? await awaitRun(context, queued.id) : queued;
  if (output.isJson) output.json(run);
  else if (options.wait) output.properties(runProperties(run));
  else output.line(String(run.id));
  if (options.wait) refuseUncompleted(run);
}

async function setPaused(which: string, act: "pause" | "resume", options: ServerOptions): Promise<void> {
  const { client, output } = openContext(options);
  const path = `/connections/${await findConnectionId(client, which)}`;
  const connection = await changeWhatever(client, connectionView, path, (etag) =>
    client.act(connectionView, { method: "POST", path: `${path}/${act}`, etag }),
  );
  if (output.isJson) output.json(connection);
  else output.line(`${connection.name} is ${connection.pausedAt === null ? "resumed" : "paused"}.`);
}

export async function pauseConnection(which: string, options: ServerOptions): Promise<void> {
  await setPaused(which, "pause", options);
}

export async function resumeConnection(which: string, options: ServerOptions): Promise<void> {
  await setPaused(which, "resume", options);
}

interface RemoveOptions extends ServerOptions {
  readonly assets: "retire" | "purge";
  readonly yes?: boolean;
}

/** The version that was asked about is named, so that the server can refuse another. */
export async function removeConnection(which: string, options: RemoveOptions): Promise<void> {
  const { client, output } = openContext(options);
  const path = `/connections/${await findConnectionId(client, which)}`;
  const { value, etag } = await client.getTagged(connectionView, path);
  const fate = options.assets === "purge" ? "delete its assets with their history" : "retire its assets";
  await confirm(`This will remove the connection ${JSON.stringify(value.name)} and ${fate}.`, options.yes);
  await client.drop({ method: "DELETE", path, query: { assets: options.assets }, etag });
  if (output.isJson) output.json({ id: value.id, name: value.name, assets: options.assets });
  else output.line(`${value.name} is being removed.`);
}
