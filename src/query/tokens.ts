// The tokens of the query language: what can be asked of an asset, by which names, and of which type.

import type {
  BooleanField,
  DateField,
  IdField,
  KeywordField,
  NumberField,
  TextField,
} from "../core/asset-query.ts";
import type { RecordKind } from "./logic.ts";

/** What a token asks of. */
export type TokenTarget =
  | { readonly type: "text"; readonly field: TextField }
  | { readonly type: "id"; readonly field: IdField }
  | { readonly type: "keyword"; readonly field: KeywordField }
  | { readonly type: "boolean"; readonly field: BooleanField }
  | { readonly type: "date"; readonly field: DateField }
  | { readonly type: "number"; readonly field: NumberField }
  | { readonly type: "lifecycle" }
  | { readonly type: "attribute"; readonly name: string }
  | { readonly type: "changedField" }
  | { readonly type: "changedAt" };

/** How a token's values are written. */
export type ValueType = "text" | "keyword" | "boolean" | "date" | "number" | "lifecycle";

export interface QueryToken {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly target: TokenTarget;
  readonly description: string;
  readonly example: string;
}

function token(names: string, target: TokenTarget, description: string, example: string): QueryToken {
  const [name = "", ...aliases] = names.split(" ");
  return { name, aliases, target, description, example };
}

const text = (field: TextField): TokenTarget => ({ type: "text", field });
const id = (field: IdField): TokenTarget => ({ type: "id", field });
const keyword = (field: KeywordField): TokenTarget => ({ type: "keyword", field });
const boolean = (field: BooleanField): TokenTarget => ({ type: "boolean", field });
const date = (field: DateField): TokenTarget => ({ type: "date", field });

export const queryTokens: readonly QueryToken[] = [
  token("name asset.name", text("name"), "The asset's name.", "name: lab*"),
  token("asset.id", id("id"), "Rollcall's own number of the asset.", "asset.id: 2"),
  token(
    "asset.externalId asset.vendorAssetId entra.objectId",
    id("externalId"),
    "The id by which the source knows the asset; for Entra the object id.",
    "asset.externalId: 6a1c1e0e-1d5b-4b36-9d4c-0a4f8b1b2c3d",
  ),
  token(
    "operatingSystem operatingSystem.name",
    text("operatingSystem"),
    "The operating system's name, as the source spells it.",
    'operatingSystem: "Windows"',
  ),
  token(
    "operatingSystem.version",
    text("operatingSystemVersion"),
    "The operating system's version.",
    "operatingSystem.version: 10.0.22631*",
  ),
  token(
    "operatingSystem.category",
    keyword("category"),
    "Windows, macOS, iOS, Android, Linux or other, whatever the source's spelling.",
    "operatingSystem.category: [iOS, Android]",
  ),
  token("inventory.source", text("vendor"), "The vendor of the source.", 'inventory.source: "Microsoft"'),
  token(
    "inventory.product",
    text("product"),
    "The product that is the source.",
    'inventory.product: "Microsoft Entra ID"',
  ),
  token(
    "inventory.created",
    date("firstSeenAt"),
    "When the source first showed the asset.",
    "inventory.created > now-7d",
  ),
  token(
    "inventory.lastUpdated",
    date("lastSeenAt"),
    "When the source last showed the asset.",
    "inventory.lastUpdated > now-1d",
  ),
  token("connection.name", text("connectionName"), "The connection's name.", "connection.name: Berlin"),
  token("connection.id", id("connectionId"), "The connection's number.", "connection.id: 1"),
  token(
    "tags.name tag.name asset.tag.name",
    text("tagName"),
    "The name of a tag that is on the asset.",
    "tags.name: Lab",
  ),
  token(
    "entra.deviceId attribute.entraDeviceId",
    id("entraDeviceId"),
    "The device id in Entra.",
    "entra.deviceId: 0f8b*",
  ),
  token(
    "entra.trustType attribute.entraDeviceTrustType",
    keyword("trustType"),
    "How the device is joined: AzureAd, ServerAd or Workplace.",
    "entra.trustType: [AzureAd, ServerAd]",
  ),
  token(
    "entra.isCompliant attribute.entraDeviceIsCompliant",
    boolean("isCompliant"),
    "Whether the device is compliant; null is unknown.",
    "entra.isCompliant: false",
  ),
  token(
    "entra.isManaged attribute.entraDeviceIsManaged",
    boolean("isManaged"),
    "Whether the device is managed; null is unknown.",
    "entra.isManaged: null",
  ),
  token(
    "entra.accountEnabled",
    boolean("isEnabled"),
    "Whether the device is enabled in Entra.",
    "entra.accountEnabled: true",
  ),
  token(
    "entra.lastSignIn attribute.entraDeviceLastSignIn",
    date("lastSignInAt"),
    "When somebody last signed in on the device, about.",
    "entra.lastSignIn < now-90d",
  ),
  token(
    "entra.registered",
    date("registeredAt"),
    "When the device was registered in Entra.",
    "entra.registered: [2026-01-01 .. 2026-03-31]",
  ),
  token(
    "risk.severity",
    { type: "number", field: "severity" },
    "The risk severity, from 1 to 5.",
    "risk.severity >= 4",
  ),
  token(
    "lifecycle.state",
    { type: "lifecycle" },
    "Whether the asset is active or retired.",
    "lifecycle.state: retired",
  ),
  token(
    "lifecycle.retiredAt",
    date("retiredAt"),
    "When the asset was retired; an active one has no such time.",
    "lifecycle.retiredAt > now-30d",
  ),
  token("firstSeen", date("firstSeenAt"), "When the asset was first seen.", "firstSeen > now-7d"),
  token("lastSeen", date("lastSeenAt"), "When the asset was last seen.", "lastSeen < now-30d"),
  token(
    "lastChanged",
    date("lastChangedAt"),
    "When something of the asset last changed.",
    "lastChanged > now-1d",
  ),
  token(
    "changed.field",
    { type: "changedField" },
    "The field of an entry in the asset's history.",
    "changed.field: displayName",
  ),
  token(
    "changed.at",
    { type: "changedAt" },
    "The time of an entry in the asset's history.",
    "changed.at > now-1d",
  ),
];

/** Whatever comes after `attribute.` is an attribute's name. */
export const attributeGroup = "attribute";

/** Every name of every token, in the order of the table. */
export const tokenEntries: readonly { readonly name: string; readonly token: QueryToken }[] =
  queryTokens.flatMap((each) => [each.name, ...each.aliases].map((name) => ({ name, token: each })));
export const tokenNames: readonly string[] = tokenEntries.map(({ name }) => name);

const byName: ReadonlyMap<string, QueryToken> = new Map(
  tokenEntries.map(({ name, token: each }) => [name.toLowerCase(), each]),
);

/** The beginnings of names that may be groups: `inventory` of `inventory.source`, `asset.tag` of `asset.tag.name`. */
export const groupNames: readonly string[] = [
  ...new Set(
    tokenNames.flatMap((name) => {
      const parts = name.split(".");
      return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("."));
    }),
  ),
];
const groups = new Set(groupNames.map((name) => name.toLowerCase()));

/** The whole name of what is called `name` in a group, or outside of groups. */
export function fullName(group: string | null, name: string): string {
  return group === null ? name : `${group}.${name}`;
}

const tagGroups: ReadonlySet<string> = new Set(["tags", "tag", "asset.tag"]);

/** Of which records a group is; null where it is of the asset itself. */
export function recordKindOf(group: string | null): RecordKind {
  const name = group?.toLowerCase() ?? "";
  if (name === "changed") return "change";
  return tagGroups.has(name) ? "tag" : null;
}

export function isGroupName(name: string): boolean {
  return groups.has(name.toLowerCase());
}

/** The token of that name, in any case; null where there is none. An attribute's name stays as it is typed. */
export function findToken(name: string): Pick<QueryToken, "name" | "target"> | null {
  const known = byName.get(name.toLowerCase());
  if (known) return known;
  const start = `${attributeGroup}.`;
  if (name.length <= start.length || !name.toLowerCase().startsWith(start)) return null;
  const attribute = name.slice(start.length);
  return { name: start + attribute, target: { type: "attribute", name: attribute } };
}

export function valueTypeOf({ type }: TokenTarget): ValueType {
  switch (type) {
    case "attribute":
      return "text";
    case "id":
    case "changedField":
      return "keyword";
    case "changedAt":
      return "date";
    case "text":
    case "keyword":
    case "boolean":
    case "date":
    case "number":
    case "lifecycle":
      return type;
  }
}

/** The names of a group's children, without the group's own: `source` and the others of `inventory`. */
export function childrenOf(group: string): readonly string[] {
  const start = `${group.toLowerCase()}.`;
  return tokenNames
    .filter((name) => name.toLowerCase().startsWith(start))
    .map((name) => name.slice(start.length));
}
