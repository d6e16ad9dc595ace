// `rollcall tag list`, `show`, `create`, `change`, `remove`, `put-on`, `take-off` and `preview`.

import { type InventoryTaskView, inventoryTaskView } from "../../contract/inventory-task.ts";
import { type TagTargetBody, type TagView, tagPreview, tagView } from "../../contract/tag.ts";
import { confirm } from "../ask-person.ts";
import { awaitTask } from "../await-task.ts";
import { wrongWords } from "../command-error.ts";
import { type Context, openContext, type ServerOptions } from "../context.ts";
import { findTagId } from "../find-by-name.ts";
import { tellWarnings } from "../query-warnings.ts";
import { showList } from "../show-list.ts";
import { tagColumns, tagProperties } from "../tag-words.ts";

export async function listTags(options: ServerOptions): Promise<void> {
  const { client, output } = openContext(options);
  const tags = client.list(tagView, "/tags");
  await showList(output, tags, Number.POSITIVE_INFINITY, tagColumns, "There are no tags.");
}

function show({ output }: Context, tag: TagView): void {
  if (output.isJson) output.json(tag);
  else output.properties(tagProperties(tag));
}

export async function showTag(which: string, options: ServerOptions): Promise<void> {
  const context = openContext(options);
  const path = `/tags/${await findTagId(context.client, which)}`;
  show(context, await context.client.get(tagView, path));
}

interface WaitOptions extends ServerOptions {
  /** False by `--no-wait`. */
  readonly wait: boolean;
}

interface ProfileOptions extends WaitOptions {
  readonly colour?: string;
  readonly description?: string;
  readonly criticality?: number;
  readonly rule?: string;
}

/** A rule is judged in the background: shows the tag once that is done. */
async function showOnceJudged(context: Context, tag: TagView, wait: boolean): Promise<void> {
  if (!wait || tag.taskId === null) return show(context, tag);
  await awaitTask(context, tag.taskId);
  show(context, await context.client.get(tagView, `/tags/${tag.id}`));
}

export async function createTag(options: ProfileOptions & { readonly name: string }): Promise<void> {
  const context = openContext(options);
  const { name, colour, description, criticality, rule, wait } = options;
  const body = { name, colour, description, criticality, rule };
  await tellWarnings(context, rule ?? "");
  await showOnceJudged(context, await context.client.create(tagView, "/tags", body), wait);
}

interface ChangeOptions extends ProfileOptions {
  readonly name?: string;
  readonly static?: boolean;
}

export async function changeTag(which: string, options: ChangeOptions): Promise<void> {
  const context = openContext(options);
  const { client } = context;
  const { name, colour, description, criticality, wait } = options;
  if (options.static && options.rule !== undefined)
    throw wrongWords("--rule and --static do not go together.");
  const body = { name, colour, description, criticality, rule: options.static ? null : options.rule };
  if (Object.values(body).every((value) => value === undefined))
    throw wrongWords("Nothing is to be changed.");
  await tellWarnings(context, options.rule ?? "");
  const path = `/tags/${await findTagId(client, which)}`;
  const { etag } = await client.getTagged(tagView, path);
  const tag = await client.act(tagView, { method: "PATCH", path, etag, body });
  await showOnceJudged(context, tag, wait);
}

const changedWords = ({ changed }: InventoryTaskView): string =>
  changed === 1 ? "1 asset is changed." : `${changed.toLocaleString("en")} assets are changed.`;

/** The task as it was asked for, or as it ended. */
async function showTask(
  context: Context,
  path: string,
  ask: { readonly method: "POST" | "DELETE"; readonly body?: TagTargetBody },
  wait: boolean,
): Promise<void> {
  const { client, output } = context;
  const asked =
    ask.method === "DELETE"
      ? await client.act(inventoryTaskView, { method: "DELETE", path })
      : await client.create(inventoryTaskView, path, ask.body);
  const task = wait ? await awaitTask(context, asked.id) : asked;
  if (output.isJson) output.json(task);
  else if (wait) output.line(changedWords(task));
  else output.line(`Task ${task.id} does it.`);
}

export async function removeTag(
  which: string,
  options: WaitOptions & { readonly yes?: boolean },
): Promise<void> {
  const context = openContext(options);
  const path = `/tags/${await findTagId(context.client, which)}`;
  const { name, activeAssets } = await context.client.get(tagView, path);
  const question = `This will remove the tag ${JSON.stringify(name)}, which is on ${activeAssets} active assets.`;
  await confirm(question, options.yes);
  await showTask(context, path, { method: "DELETE" }, options.wait);
}

interface PlaceOptions extends WaitOptions {
  readonly query?: string;
  readonly asset?: readonly number[];
}

/** Whoever names neither could mean every asset, and is asked to say so: `--query ""`. */
function readTarget({ query, asset }: PlaceOptions): TagTargetBody {
  if ((query === undefined) === (asset === undefined)) throw wrongWords("Give either --query or --asset.");
  return query === undefined ? { assetIds: [...(asset ?? [])] } : { query };
}

export async function placeTag(
  which: string,
  act: "put-on" | "take-off",
  options: PlaceOptions,
): Promise<void> {
  const body = readTarget(options);
  const context = openContext(options);
  await tellWarnings(context, options.query ?? "");
  const path = `/tags/${await findTagId(context.client, which)}/${act}`;
  await showTask(context, path, { method: "POST", body }, options.wait);
}

export async function previewTag(rule: string, options: ServerOptions): Promise<void> {
  const { client, output } = openContext(options);
  const preview = await client.act(tagPreview, { method: "POST", path: "/tags/preview", body: { rule } });
  for (const { message, from } of preview.warnings) output.note(`At ${from + 1}: ${message}`);
  if (output.isJson) output.json(preview);
  else
    output.properties([
      ["active assets", preview.activeAssets],
      ["retired assets", preview.retiredAssets],
    ]);
}
