// What can be shown of an asset in a table: how each column is called, how wide it begins, and what stands in it.

import type { ReactNode } from "react";
import type { FoundAssetView } from "../../../../../src/contract/asset-search.ts";
import { criticalityWords, severityWords } from "../../../components/asset-words.ts";
import { LevelBadge } from "../../../components/level-badge.tsx";
import { Moment } from "../../../components/moment.tsx";
import { BooleanCell, CodeCell, JoinCell, LifecycleCell, NothingCell, TagsCell, TextCell } from "./cells.tsx";

export interface AssetColumn {
  readonly label: string;
  /** In pixels. */
  readonly width: number;
  readonly isSortable: boolean;
  readonly show: (asset: FoundAssetView) => ReactNode;
}

type Shown = Exclude<keyof FoundAssetView, "connectionId">;

const sorted = { isSortable: true } as const;
const unsorted = { isSortable: false } as const;
const moment = (at: string | null): ReactNode =>
  at === null ? <NothingCell word="Never" /> : <Moment at={at} isRelative />;

/** In the order of the menu. The name is a link, which the table itself makes. */
const columns: Readonly<Record<Shown, AssetColumn>> = {
  name: { label: "Name", width: 175, ...sorted, show: ({ name }) => name },
  operatingSystem: {
    label: "Operating system",
    width: 138,
    ...sorted,
    show: (asset) => <TextCell text={asset.operatingSystem} />,
  },
  operatingSystemVersion: {
    label: "Version",
    width: 118,
    ...sorted,
    show: (asset) => <TextCell text={asset.operatingSystemVersion} />,
  },
  category: {
    label: "Platform",
    width: 110,
    ...sorted,
    show: (asset) => <TextCell text={asset.category} />,
  },
  trustType: {
    label: "Join type",
    width: 108,
    ...sorted,
    show: ({ trustType }) => <JoinCell trustType={trustType} />,
  },
  isCompliant: {
    label: "Compliant",
    width: 102,
    ...sorted,
    show: (asset) => <BooleanCell value={asset.isCompliant} />,
  },
  isManaged: {
    label: "Managed",
    width: 98,
    ...sorted,
    show: (asset) => <BooleanCell value={asset.isManaged} />,
  },
  isEnabled: {
    label: "Enabled",
    width: 95,
    ...sorted,
    show: (asset) => <BooleanCell value={asset.isEnabled} />,
  },
  severity: {
    label: "Severity",
    width: 132,
    ...sorted,
    show: ({ severity }) =>
      severity === null ? (
        <NothingCell word="None" />
      ) : (
        <LevelBadge level={severity} words={severityWords(severity, "None")} />
      ),
  },
  criticality: {
    label: "Criticality",
    width: 115,
    ...sorted,
    show: ({ criticality }) => <TextCell text={criticalityWords(criticality)} />,
  },
  tags: { label: "Tags", width: 180, ...unsorted, show: ({ tags }) => <TagsCell tags={tags} /> },
  lastSignInAt: {
    label: "Last sign-in",
    width: 118,
    ...sorted,
    show: ({ lastSignInAt }) => moment(lastSignInAt),
  },
  registeredAt: {
    label: "Registered",
    width: 118,
    ...sorted,
    show: ({ registeredAt }) => moment(registeredAt),
  },
  firstSeenAt: {
    label: "First found",
    width: 118,
    ...sorted,
    show: ({ firstSeenAt }) => moment(firstSeenAt),
  },
  lastSeenAt: { label: "Last seen", width: 118, ...sorted, show: ({ lastSeenAt }) => moment(lastSeenAt) },
  lastChangedAt: {
    label: "Last changed",
    width: 122,
    ...sorted,
    show: ({ lastChangedAt }) => moment(lastChangedAt),
  },
  lifecycle: {
    label: "State",
    width: 90,
    ...sorted,
    show: ({ lifecycle }) => <LifecycleCell state={lifecycle} />,
  },
  retiredAt: {
    label: "Retired",
    width: 118,
    ...unsorted,
    show: ({ retiredAt }) => (retiredAt === null ? <NothingCell word="Not retired" /> : moment(retiredAt)),
  },
  retiredReason: {
    label: "Why retired",
    width: 170,
    ...unsorted,
    show: ({ retiredReason }) => <TextCell text={retiredReason?.replaceAll("_", " ") ?? null} />,
  },
  connection: {
    label: "Connection",
    width: 180,
    ...sorted,
    show: ({ connection }) => <TextCell text={connection} />,
  },
  vendor: { label: "Vendor", width: 100, ...unsorted, show: ({ vendor }) => <TextCell text={vendor} /> },
  product: { label: "Product", width: 150, ...unsorted, show: ({ product }) => <TextCell text={product} /> },
  entraDeviceId: {
    label: "Device ID",
    width: 285,
    ...sorted,
    show: ({ entraDeviceId }) => <CodeCell text={entraDeviceId} />,
  },
  externalId: {
    label: "Object ID",
    width: 285,
    ...sorted,
    show: ({ externalId }) => <CodeCell text={externalId} />,
  },
  id: { label: "Asset number", width: 115, ...sorted, show: ({ id }) => <CodeCell text={String(id)} /> },
};

export const assetColumns: ReadonlyMap<string, AssetColumn> = new Map(Object.entries(columns));

/** Whether assets can be sorted by it: a column that the server sorts by, with `-` before it descending. */
export const isKnownSort = (sort: string): boolean =>
  assetColumns.get(sort.replace(/^-/, ""))?.isSortable ?? false;

/** Those of the names that are columns, each once, the name first where it is missing: it leads to the asset. */
export function knownColumns(names: readonly string[]): readonly string[] {
  const known = [...new Set(names)].filter((name) => assetColumns.has(name));
  return known.includes("name") ? known : ["name", ...known];
}
