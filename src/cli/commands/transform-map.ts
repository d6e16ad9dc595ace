// `rollcall transform-map show`, `versions`, `add`, `remove` and `preview`.

import {
  attributeTarget,
  savedTransformMap,
  type TransformMapPreview,
  type TransformMapView,
  transformMapPreview,
  transformMapVersionView,
  transformMapView,
} from "../../contract/transform-map.ts";
import type { ApiClient } from "../api-client.ts";
import { CommandError } from "../command-error.ts";
import { openContext, type ServerOptions } from "../context.ts";
import { findConnectionId } from "../find-by-name.ts";
import type { Output } from "../output.ts";
import { showList } from "../show-list.ts";
import { momentWords } from "../time-words.ts";

type Rule = TransformMapView["rules"][number];
type Line = Pick<Rule, "from" | "to">;

const ruleColumns = [
  { title: "device property", of: ({ from }: Rule) => from },
  { title: "asset field", of: ({ to }: Rule) => to },
  { title: "required", of: ({ required }: Rule) => (required ? "yes" : "") },
];

async function pathOf(client: ApiClient, which: string): Promise<string> {
  return `/connections/${await findConnectionId(client, which)}/transform-map`;
}

const linesOf = ({ rules }: TransformMapView): readonly Line[] => rules.map(({ from, to }) => ({ from, to }));

export async function showTransformMap(which: string, options: ServerOptions): Promise<void> {
  const { client, output } = openContext(options);
  const map = await client.get(transformMapView, await pathOf(client, which));
  if (output.isJson) return output.json(map);
  output.table(ruleColumns, map.rules, "The map has no lines.");
  output.note(`Version ${map.version}, made ${momentWords(map.createdAt)}.`);
  if (map.missingProperties.length > 0)
    output.note(`Not stored until the next full pull: ${map.missingProperties.join(", ")}.`);
}

interface LimitedOptions extends ServerOptions {
  readonly limit: number;
}

export async function listTransformMaps(which: string, options: LimitedOptions): Promise<void> {
  const { client, output } = openContext(options);
  const versions = client.list(transformMapVersionView, `${await pathOf(client, which)}/versions`);
  const columns = [
    { title: "version", isNumber: true, of: ({ version }: { version: number }) => version },
    { title: "made", of: ({ createdAt }: { createdAt: string }) => momentWords(createdAt) },
    {
      title: "added lines",
      of: ({ rules, ownRules }: { rules: readonly Rule[]; ownRules: number }) =>
        rules
          .slice(ownRules)
          .map(({ from, to }) => `${from} → ${to.split(".").at(-1)}`)
          .join(", ") || "–",
    },
  ];
  await showList(output, versions, options.limit, columns, "There is no map.");
}

/** Saves what `change` makes of the map as it is; the server refuses where it is another one by then. */
async function saveChange(
  which: string,
  options: ServerOptions,
  change: (map: TransformMapView) => readonly Line[],
): Promise<void> {
  const { client, output } = openContext(options);
  const path = await pathOf(client, which);
  const { value, etag } = await client.getTagged(transformMapView, path);
  const body = { rules: change(value) };
  const saved = await client.act(savedTransformMap, { method: "PUT", path, etag, body });
  if (output.isJson) return output.json(saved);
  output.line(`The transform map is of version ${saved.version}.`);
  output.line(saved.saving.words);
}

interface LineOptions extends ServerOptions {
  readonly typed?: boolean;
}

export async function addLine(
  which: string,
  property: string,
  attribute: string,
  options: LineOptions,
): Promise<void> {
  const line = { from: property, to: attributeTarget(attribute, options.typed === true) };
  await saveChange(which, options, (map) => [...linesOf(map), line]);
}

export async function removeLine(which: string, attribute: string, options: ServerOptions): Promise<void> {
  const targets = [attributeTarget(attribute, false), attributeTarget(attribute, true)];
  await saveChange(which, options, (map) => {
    const added = map.rules.slice(map.ownRules);
    if (!added.some(({ to }) => targets.includes(to)))
      throw new CommandError(
        "refused",
        "cli.no_such_line",
        `No line that was added feeds the attribute ${JSON.stringify(attribute)}.`,
      );
    return linesOf(map).filter(({ to }, at) => at < map.ownRules || !targets.includes(to));
  });
}

type SampleLine = NonNullable<TransformMapPreview["sample"]>["lines"][number];

function valueWords({ isStored, isPresent, value }: SampleLine): string {
  if (isPresent) return JSON.stringify(value);
  return isStored ? "absent" : "not stored yet";
}

function tellPreview(output: Output, { sample, saving }: TransformMapPreview): void {
  if (sample !== null) {
    const columns = [...ruleColumns.slice(0, 2), { title: "value", of: valueWords }];
    output.table(columns, sample.lines, "The map has no lines.");
    output.note(`As the device of asset ${sample.assetId} is stored.`);
  } else output.note("The connection has no device to show yet.");
  output.note(saving.words);
}

interface PreviewOptions extends LineOptions {
  readonly asset?: number;
}

/** Without a line to try, the map as it is. */
export async function previewTransformMap(
  which: string,
  property: string | undefined,
  attribute: string | undefined,
  options: PreviewOptions,
): Promise<void> {
  const { client, output } = openContext(options);
  const path = await pathOf(client, which);
  const lines = linesOf(await client.get(transformMapView, path));
  const tried =
    property === undefined
      ? []
      : [{ from: property, to: attributeTarget(attribute ?? property, options.typed === true) }];
  const body = { rules: [...lines, ...tried], assetId: options.asset };
  const preview = await client.act(transformMapPreview, { method: "POST", path: `${path}/preview`, body });
  if (output.isJson) output.json(preview);
  else tellPreview(output, preview);
}
