// The scope that a connection's tags make: static ones by the asset that a device has, dynamic ones by the record that came.

import { assetFields } from "../core/asset.ts";
import { attributeName, attributesOf } from "../core/asset-attribute.ts";
import type { AssetFacts, AssetQuery } from "../core/asset-query.ts";
import { sourceKind } from "../core/catalog.ts";
import type { Timestamp } from "../core/clock.ts";
import type { Connection } from "../core/connection.ts";
import { RollcallError } from "../core/error.ts";
import type { ConnectionId, TagId } from "../core/id.ts";
import { operatingSystemCategory } from "../core/operating-system.ts";
import { everyDevice, type Scope, type ScopedDevice } from "../core/scope.ts";
import { severityOf, staleBefore } from "../core/severity.ts";
import type { Storage } from "../core/storage.ts";
import {
  asksFor,
  asksForChanges,
  attributesAskedFor,
  ruleGroups,
  withDependencies,
} from "../core/tag-rules.ts";
import type { ScopeTag } from "../core/tag-storage.ts";
import type { AddedRule } from "../core/transform-map.ts";
import { assetMatches } from "../query/evaluate.ts";
import { understandQuery } from "../query/understand.ts";

interface JudgedTag extends ScopeTag {
  /** Null where the tag is static, or its rule is not understood. */
  readonly condition: AssetQuery | null;
}

function understand(tag: ScopeTag, now: Timestamp): JudgedTag {
  if (tag.rule === null) return { ...tag, condition: null };
  const reading = understandQuery(tag.rule, { now });
  return { ...tag, condition: reading.kind === "understood" ? reading.query.condition : null };
}

/** Nothing would be safe to import, or to retire, by a rule that is not understood. */
function refuseNotUnderstood(tags: readonly JudgedTag[]): void {
  const tag = tags.find(({ rule, condition }) => rule !== null && condition === null);
  if (tag === undefined) return;
  const message = `This release does not understand the rule of the tag ${JSON.stringify(tag.name)}, which is in a connection's scope.`;
  throw new RollcallError("scope.rule_refused", message);
}

/** Those that the connection names. A connection cannot name a tag that is not there: to go on without it would import everything. */
function findWanted(connection: Connection, tags: readonly JudgedTag[]): readonly JudgedTag[] {
  return connection.tags.map((name) => {
    const tag = tags.find((one) => one.name === name);
    if (tag !== undefined) return tag;
    const message = `The connection ${connection.id} names the tag ${JSON.stringify(name)}, which is not there.`;
    throw new RollcallError("scope.tag_missing", message);
  });
}

/** The asset as it would be if the device were imported at `now`; its tags are still to be judged. */
function factsOf(device: ScopedDevice, connection: Connection, now: Timestamp): AssetFacts {
  const { record, document, map, asset } = device;
  const fields = assetFields(document, record);
  const before = staleBefore(connection.severityMap, now);
  const isStale = before !== null && fields.lastSignInAt !== null && fields.lastSignInAt < before;
  const { vendor, product } = sourceKind(connection.connectorId);
  return {
    ...fields,
    // An id that no asset has, where the device is new.
    id: device.assetId ?? 0,
    externalId: device.externalId,
    category: operatingSystemCategory(fields.operatingSystem),
    ...{ vendor, product },
    connectionId: connection.id,
    connectionName: connection.name,
    tags: [],
    firstSeenAt: asset?.firstSeenAt ?? now,
    lastSeenAt: now,
    lastChangedAt: asset?.lastChangedAt ?? now,
    severity: severityOf(connection.severityMap, { ...fields, isStale }),
    lifecycle: "active",
    retiredAt: null,
    attributes: attributesOf(map.rules, record),
    changes: asset?.changes ?? [],
  };
}

interface Judging {
  readonly wanted: readonly JudgedTag[];
  readonly all: readonly JudgedTag[];
  /** The dynamic tags that count, those that others depend on first. */
  readonly dynamic: readonly (JudgedTag & { readonly condition: AssetQuery })[];
}

/** Whether the asset that the device would be has all the wanted tags. */
function hasAll(
  { wanted, all, dynamic }: Judging,
  facts: () => AssetFacts,
  held: ReadonlySet<TagId>,
): boolean {
  const hasIt = (tag: JudgedTag): boolean => tag.condition !== null || held.has(tag.id);
  if (!wanted.every(hasIt)) return false;
  if (dynamic.length === 0) return true;
  const names = all.flatMap((tag) => (tag.condition === null && held.has(tag.id) ? [tag.name] : []));
  const incoming = facts();
  const put = new Set<TagId>();
  for (const { id, name, condition } of dynamic)
    if (assetMatches(condition, { ...incoming, tags: names })) {
      names.push(name);
      put.add(id);
    }
  return wanted.every((tag) => tag.condition === null || put.has(tag.id));
}

/** What decides who is in scope; another text has everything judged anew. */
function nameOf(
  judged: readonly JudgedTag[],
  wanted: readonly JudgedTag[],
  connection: Connection,
  added: readonly AddedRule[],
): string {
  const rules = judged.flatMap(({ condition }) => condition ?? []);
  const asked = new Set(rules.flatMap(attributesAskedFor));
  const lines = added
    .filter(({ to }) => asked.has(attributeName(to) ?? ""))
    .map(({ from, to }) => [from, to]);
  return JSON.stringify({
    tags: wanted.map(({ id }) => id).sort((one, other) => one - other),
    by: judged.map(({ id, rule, placements }) => [id, rule ?? placements]),
    ...(rules.some((rule) => asksFor(rule, "severity")) && { severity: connection.severityMap }),
    ...(rules.some((rule) => asksFor(rule, "connectionName")) && { name: connection.name }),
    ...(lines.length > 0 && { lines }),
  });
}

/** What a run of the connection imports, judged as of `now`. Throws `scope.rule_refused` and `scope.tag_missing`. */
export async function readScope(storage: Storage, id: ConnectionId, now: Timestamp): Promise<Scope> {
  const connection = await storage.readConnection(id);
  if (connection.tags.length === 0) return everyDevice;
  const stored = await storage.readScopeTags();
  const all = stored.map((tag) => understand(tag, now));
  const wanted = findWanted(connection, all);
  const judged = withDependencies(wanted, all);
  refuseNotUnderstood(judged);
  const rules = judged.flatMap((tag) =>
    tag.condition === null ? [] : [{ ...tag, condition: tag.condition }],
  );
  const byId = new Map(rules.map((tag) => [tag.id, tag]));
  const dynamic = ruleGroups(rules).flatMap((group) => group.flatMap((tagId) => byId.get(tagId) ?? []));
  const withHistory = rules.some(({ condition }) => asksForChanges(condition));
  return {
    name: nameOf(judged, wanted, connection, (await storage.readTransformMap(id)).added),
    asks: withHistory ? "assets_with_history" : "assets",
    includes: (device) =>
      hasAll(
        { wanted, all, dynamic },
        () => factsOf(device, connection, now),
        new Set(device.asset?.tagIds ?? []),
      ),
  };
}
