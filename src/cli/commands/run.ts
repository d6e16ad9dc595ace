// `rollcall run list`, `show`, `rejections`, `held`, `cancel`, `dismiss`, `approve` and `resume`.

import { heldAssetView, rejectionView, syncRunView } from "../../contract/sync-run.ts";
import { awaitRun } from "../await-run.ts";
import { openContext, type ServerOptions } from "../context.ts";
import { findConnectionId } from "../find-by-name.ts";
import { refuseUncompleted, runColumns, runProperties, stateWords } from "../run-words.ts";
import { showList } from "../show-list.ts";

interface ListOptions extends ServerOptions {
  readonly connection?: string;
  readonly state?: string;
  readonly limit: number;
}

export async function listRuns(options: ListOptions): Promise<void> {
  const { client, output } = openContext(options);
  const { connection, state, limit } = options;
  const connectionId = connection === undefined ? undefined : await findConnectionId(client, connection);
  const runs = client.list(syncRunView, "/runs", { connectionId, state });
  await showList(output, runs, limit, runColumns, "There are no such runs.");
}

export async function showRun(id: number, options: ServerOptions): Promise<void> {
  const { client, output } = openContext(options);
  const run = await client.get(syncRunView, `/runs/${id}`);
  if (output.isJson) output.json(run);
  else output.properties(runProperties(run));
}

interface LimitedOptions extends ServerOptions {
  readonly limit: number;
}

export async function listRejections(id: number, options: LimitedOptions): Promise<void> {
  const { client, output } = openContext(options);
  const columns = [
    { title: "device", of: ({ externalId }: { externalId: string | null }) => externalId ?? "–" },
    { title: "code", of: ({ code }: { code: string }) => code },
    { title: "reason", of: ({ message }: { message: string }) => message },
  ];
  const rejections = client.list(rejectionView, `/runs/${id}/rejections`);
  await showList(output, rejections, options.limit, columns, "The run rejected no device.");
}

export async function listHeldAssets(id: number, options: LimitedOptions): Promise<void> {
  const { client, output } = openContext(options);
  const columns = [
    { title: "asset", isNumber: true, of: ({ assetId }: { assetId: number }) => assetId },
    { title: "name", of: ({ name }: { name: string }) => name },
    { title: "device", of: ({ externalId }: { externalId: string }) => externalId },
    { title: "reason", of: ({ reason }: { reason: string }) => reason },
  ];
  const assets = client.list(heldAssetView, `/runs/${id}/held-assets`);
  await showList(output, assets, options.limit, columns, "The run holds no asset.");
}

interface DecideOptions extends ServerOptions {
  readonly wait?: boolean;
}

/** Throws with `run_failed` or `run_held` where it waits and the run does not complete. */
export async function decideRun(
  id: number,
  decision: "cancel" | "dismiss" | "approve" | "resume",
  options: DecideOptions,
): Promise<void> {
  const context = openContext(options);
  const { client, output } = context;
  const decided = await client.act(syncRunView, { method: "POST", path: `/runs/${id}/${decision}` });
  const run = options.wait ? await awaitRun(context, decided.id) : decided;
  if (output.isJson) output.json(run);
  else if (options.wait) output.properties(runProperties(run));
  else if (decision === "cancel" && run.state === "running")
    output.line(`Run ${run.id} ends after its page.`);
  else output.line(`Run ${run.id} is ${stateWords(run)}.`);
  if (options.wait) refuseUncompleted(run);
}
