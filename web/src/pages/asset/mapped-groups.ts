// The mapped fields of an asset in groups that people know, with what feeds each.

import { flatten } from "./flatten.ts";

interface MapLine {
  readonly from: string;
  readonly to: string;
}

export interface MappedField {
  readonly path: string;
  readonly label: string;
  /** Undefined where the device does not have it. */
  readonly value: unknown;
  /** The device property that feeds it; null where the map is not known. */
  readonly from: string | null;
}

export interface MappedGroup {
  readonly title: string;
  readonly fields: readonly MappedField[];
}

const detail = "asset.assetDetail";
const titles: readonly (readonly [string, string])[] = [
  ["asset.assetHeader.", "Header"],
  [`${detail}.hostAssetClass.`, "Operating system"],
  [`${detail}.typedAttributes.`, "Typed attributes"],
  [`${detail}.untypedAttributes.`, "Untyped attributes"],
  [`${detail}.`, "Details"],
  ["", "Other fields"],
];
const order = [
  "Details",
  "Operating system",
  "Typed attributes",
  "Untyped attributes",
  "Header",
  "Other fields",
];

const labels: Readonly<Record<string, string>> = {
  externalAssetId: "External asset ID",
  vendorAssetId: "Vendor asset ID",
  operatingSystemVersion: "Version",
  entraDeviceId: "Entra device ID",
  entraDeviceTrustType: "Join type",
  entraDeviceLastSignIn: "Last sign-in",
  entraDeviceIsCompliant: "Compliant",
  entraDeviceIsManaged: "Managed",
};

/** `operatingSystem` is "Operating system". */
function labelOf(name: string): string {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return labels[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** `lines` are those of the transform map; a field of it that the document does not have is absent. */
export function groupMapped(document: unknown, lines: readonly MapLine[]): readonly MappedGroup[] {
  const leaves = flatten(document);
  const values = new Map(leaves.map(({ path, value }) => [path, value]));
  const feeds = new Map(lines.map(({ from, to }) => [to, from]));
  // A line may lead to a value that is nested itself: its parts are told then, and the line is not absent.
  const isThere = (path: string): boolean => leaves.some((leaf) => leaf.path.startsWith(`${path}.`));
  const absent = [...feeds.keys()].filter((path) => !values.has(path) && !isThere(path));
  const fields = [...values.keys(), ...absent].map((path) => {
    const [prefix, title] = titles.find(([start]) => path.startsWith(start)) ?? ["", ""];
    const label = labelOf(path.slice(prefix.length));
    return { path, title, label, value: values.get(path), from: feeds.get(path) ?? null };
  });
  return order.flatMap((title) => {
    const own = fields.filter((field) => field.title === title);
    return own.length === 0 ? [] : [{ title, fields: own }];
  });
}
