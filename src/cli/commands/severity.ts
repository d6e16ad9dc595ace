// `rollcall severity show`, `set` and `preview`.

import {
  type SeverityMapBody,
  type SeverityMapView,
  severityMapView,
  severityPreview,
} from "../../contract/severity-map.ts";
import type { ApiClient } from "../api-client.ts";
import { wrongWords } from "../command-error.ts";
import { openContext, type ServerOptions } from "../context.ts";
import { findConnectionId } from "../find-by-name.ts";

type SeverityValue = SeverityMapBody["severities"]["stale"];

type GivenSeverity = NonNullable<SeverityValue> | "none";

/** What is not given stays as it is. */
export interface SeverityOptions extends ServerOptions {
  readonly notCompliant?: GivenSeverity;
  readonly complianceUnknown?: GivenSeverity;
  readonly notManaged?: GivenSeverity;
  readonly disabled?: GivenSeverity;
  readonly stale?: GivenSeverity;
  readonly staleAfterDays?: number;
}

async function pathOf(client: ApiClient, which: string): Promise<string> {
  return `/connections/${await findConnectionId(client, which)}/severity-map`;
}

const words = (severity: SeverityValue): string => (severity === null ? "none" : String(severity));

function mapProperties({ severities, staleAfterDays }: SeverityMapView) {
  return [
    ["not compliant", words(severities.not_compliant)],
    ["compliance unknown", words(severities.compliance_unknown)],
    ["not managed", words(severities.not_managed)],
    ["disabled", words(severities.disabled)],
    ["stale", words(severities.stale)],
    ["stale after", `${staleAfterDays} days`],
  ] as const;
}

export async function showSeverities(which: string, options: ServerOptions): Promise<void> {
  const { client, output } = openContext(options);
  const map = await client.get(severityMapView, await pathOf(client, which));
  if (output.isJson) output.json(map);
  else output.properties(mapProperties(map));
}

function changeOf(
  { severities, staleAfterDays }: SeverityMapView,
  options: SeverityOptions,
): SeverityMapBody {
  const given = {
    not_compliant: options.notCompliant,
    compliance_unknown: options.complianceUnknown,
    not_managed: options.notManaged,
    disabled: options.disabled,
    stale: options.stale,
  };
  const known = Object.entries(given).flatMap(([signal, severity]) =>
    severity === undefined ? [] : [[signal, severity === "none" ? null : severity] as const],
  );
  return {
    severities: { ...severities, ...Object.fromEntries(known) },
    staleAfterDays: options.staleAfterDays ?? staleAfterDays,
  };
}

export async function setSeverities(which: string, options: SeverityOptions): Promise<void> {
  const { url: _url, json: _json, ...given } = options;
  if (Object.keys(given).length === 0) throw wrongWords("Nothing is to be changed.");
  const { client, output } = openContext(options);
  const path = await pathOf(client, which);
  const { value, etag } = await client.getTagged(severityMapView, path);
  const body = changeOf(value, options);
  const map = await client.act(severityMapView, { method: "PUT", path, etag, body });
  if (output.isJson) output.json(map);
  else output.properties(mapProperties(map));
}

/** Without options, the map as it is. */
export async function previewSeverities(which: string, options: SeverityOptions): Promise<void> {
  const { client, output } = openContext(options);
  const path = await pathOf(client, which);
  const map = changeOf(await client.get(severityMapView, path), options);
  const request = { method: "POST", path: `${path}/preview`, body: { map } } as const;
  const preview = await client.act(severityPreview, request);
  if (output.isJson) return output.json(preview);
  const columns = [
    { title: "severity", of: ({ severity }: { severity: SeverityValue }) => words(severity) },
    { title: "now", isNumber: true, of: ({ before }: { before: number }) => before },
    { title: "then", isNumber: true, of: ({ after }: { after: number }) => after },
  ];
  output.table(columns, preview.counts, "There are no assets.");
}
