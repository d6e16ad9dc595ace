// The advanced settings of a connection that is not there yet: kept until it is, then saved one after the other.

import type { SeverityMapBody, SeverityMapView } from "../../../../src/contract/severity-map.ts";
import type { TransformMapView } from "../../../../src/contract/transform-map.ts";
import { readVersioned } from "../../api/client.ts";
import { saveSeverityMap } from "../../api/severity-maps.ts";
import { saveTransformMap } from "../../api/transform-maps.ts";
import { type AddedLine, ruleOf } from "../../forms/map-lines.ts";
import { noSeverities } from "../../forms/severity-words.ts";

export interface Advanced {
  /** Besides the connector's own. */
  readonly lines: readonly AddedLine[];
  readonly severityMap: SeverityMapBody;
}

export const noAdvanced: Advanced = { lines: [], severityMap: noSeverities };

async function saveLines(id: number, lines: readonly AddedLine[]): Promise<void> {
  const { value, etag } = await readVersioned<TransformMapView>(`/connections/${id}/transform-map`);
  const own = value.rules.slice(0, value.ownRules).map(({ from, to }) => ({ from, to }));
  await saveTransformMap(id, etag, [...own, ...lines.map(ruleOf)]);
}

async function saveSeverities(id: number, map: SeverityMapBody): Promise<void> {
  const { etag } = await readVersioned<SeverityMapView>(`/connections/${id}/severity-map`);
  await saveSeverityMap(id, etag, map);
}

/** What was left as it is at first is not sent. To save it twice does no harm. Throws as `ask` does. */
export async function saveAdvanced(id: number, { lines, severityMap }: Advanced): Promise<void> {
  if (severityMap !== noAdvanced.severityMap) await saveSeverities(id, severityMap);
  if (lines.length > 0) await saveLines(id, lines);
}
