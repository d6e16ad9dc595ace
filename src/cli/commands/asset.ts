// `rollcall asset show`.

import { type AssetDetailView, assetDetailView } from "../../contract/asset-detail.ts";
import { openContext, type ServerOptions } from "../context.ts";
import { momentWords } from "../time-words.ts";

type Property = readonly [string, string | number | null];

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Each field of the document by its path; a text as it is, and anything else as JSON. */
function fieldsOf(value: unknown, path = ""): readonly Property[] {
  if (isObject(value))
    return Object.entries(value).flatMap(([key, inner]) =>
      fieldsOf(inner, path === "" ? key : `${path}.${key}`),
    );
  return [[path, typeof value === "string" ? value : JSON.stringify(value)]];
}

function severityWords({ severity: { severity, reasons } }: AssetDetailView): string {
  const why = reasons.map((reason) => `${reason.signal.replaceAll("_", " ")} ${reason.severity}`);
  return severity === null ? "none" : `${severity} (${why.join(", ")})`;
}

function propertiesOf(asset: AssetDetailView): readonly Property[] {
  const { lifecycle, tags } = asset;
  return [
    ["asset", asset.id],
    ["name", asset.name],
    ["device", asset.externalId],
    ["state", lifecycle.words],
    ["retired", lifecycle.retiredAt === null ? null : momentWords(lifecycle.retiredAt)],
    ...asset.sources.map(
      ({ vendor, product, connectionName }): Property => [
        "source",
        `${vendor}, ${product}, connection ${connectionName}`,
      ],
    ),
    ["first seen", momentWords(asset.firstSeenAt)],
    ["last seen", momentWords(asset.lastSeenAt)],
    ["last changed", momentWords(asset.lastChangedAt)],
    ["created by run", asset.createdByRunId],
    ["tags", tags.length === 0 ? "none" : tags.map(({ name }) => name).join(", ")],
    ["criticality", asset.criticality],
    ["risk severity", severityWords(asset)],
    ...fieldsOf(asset.document),
  ];
}

export async function showAsset(
  id: number,
  options: ServerOptions & { readonly record?: boolean },
): Promise<void> {
  const { client, output } = openContext(options);
  const asset = await client.get(assetDetailView, `/assets/${id}`);
  if (options.record) output.json(asset.properties);
  else if (output.isJson) output.json(asset);
  else output.properties(propertiesOf(asset));
}
