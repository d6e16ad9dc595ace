// Writes exported assets as lines: CSV by RFC 4180, which a spreadsheet opens safely, or one JSON object each.

import { attributeColumn, type ExportColumn } from "../contract/asset-search.ts";
import type { ExportedAsset } from "../core/asset-search.ts";
import { findToken } from "../query/tokens.ts";

type Cell = string | number | boolean | null | readonly string[];
type CellOf = (asset: ExportedAsset) => Cell;

/** `toISOString` takes a third of the time of an export; most moments are of few days, so their days are kept. */
function createMomentWriter(): (at: number) => string {
  const dayMs = 86_400_000;
  const days = new Map<number, string>();
  const two = (value: number): string => (value < 10 ? `0${value}` : String(value));
  return (at) => {
    const day = Math.floor(at / dayMs);
    let date = days.get(day);
    if (date === undefined) {
      date = new Date(day * dayMs).toISOString().slice(0, -"00:00:00.000Z".length);
      days.set(day, date);
    }
    const rest = at - day * dayMs;
    const seconds = Math.floor(rest / 1000);
    const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    return `${date}${time}.${String(rest % 1000).padStart(3, "0")}Z`;
  };
}

function cellsOf(momentOf: (at: number) => string): Readonly<Record<ExportColumn, CellOf>> {
  const moment = (at: number | null): string | null => (at === null ? null : momentOf(at));
  return {
    id: ({ id }) => id,
    name: ({ name }) => name,
    externalId: ({ externalId }) => externalId,
    entraDeviceId: ({ entraDeviceId }) => entraDeviceId,
    operatingSystem: ({ operatingSystem }) => operatingSystem,
    operatingSystemVersion: ({ operatingSystemVersion }) => operatingSystemVersion,
    category: ({ category }) => category,
    trustType: ({ trustType }) => trustType,
    isCompliant: ({ isCompliant }) => isCompliant,
    isManaged: ({ isManaged }) => isManaged,
    isEnabled: ({ isEnabled }) => isEnabled,
    severity: ({ severity }) => severity,
    criticality: ({ criticality }) => criticality,
    vendor: ({ vendor }) => vendor,
    product: ({ product }) => product,
    connection: ({ connectionName }) => connectionName,
    tags: ({ tags }) => tags.map(({ name }) => name),
    lifecycle: ({ lifecycle }) => lifecycle.state,
    retiredAt: ({ lifecycle }) => (lifecycle.state === "retired" ? moment(lifecycle.retiredAt) : null),
    retiredReason: ({ lifecycle }) => (lifecycle.state === "retired" ? lifecycle.reason : null),
    lastSignInAt: ({ lastSignInAt }) => moment(lastSignInAt),
    registeredAt: ({ registeredAt }) => moment(registeredAt),
    firstSeenAt: ({ firstSeenAt }) => moment(firstSeenAt),
    lastSeenAt: ({ lastSeenAt }) => moment(lastSeenAt),
    lastChangedAt: ({ lastChangedAt }) => moment(lastChangedAt),
  };
}

export function attributeNames(columns: readonly string[]): readonly string[] {
  return columns.flatMap((column) => attributeColumn.exec(column)?.[1] ?? []);
}

/** What a spreadsheet takes for a formula when a cell begins with it; some fold the wide forms of East Asia to these. */
const formulaStart = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const needsQuotes = /[",\r\n]|^\s|\s$/;

/** No value is an empty cell, and an empty text a pair of quotes. */
function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number" || typeof cell === "boolean") return String(cell);
  if (typeof cell !== "string") return cell.length === 0 ? "" : csvCell(cell.join(", "));
  const safe = formulaStart.test(cell) ? `'${cell}` : cell;
  return safe === "" || needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The column that an attribute of the default transform map has, as `entraDeviceTrustType`; null for others. */
function columnOfAttribute(column: string): string | null {
  const target = findToken(column)?.target;
  return target !== undefined && "field" in target ? target.field : null;
}

export interface LineWriter {
  readonly mediaType: string;
  /** What comes before all assets. */
  readonly head: string;
  write(assets: readonly ExportedAsset[]): string;
}

/** `columns` are those of the contract. */
export function createLineWriter(format: "csv" | "ndjson", columns: readonly string[]): LineWriter {
  const known: Readonly<Record<string, CellOf>> = cellsOf(createMomentWriter());
  const cells = columns.map((column): CellOf => {
    const name = attributeColumn.exec(column)?.[1] ?? "";
    const own = name === "" ? column : columnOfAttribute(column);
    return known[own ?? ""] ?? (({ attributes }) => attributes.get(name) ?? null);
  });
  if (format === "csv") {
    const line = (asset: ExportedAsset): string => `${cells.map((of) => csvCell(of(asset))).join(",")}\r\n`;
    return {
      mediaType: "text/csv; charset=utf-8; header=present",
      head: `${columns.map(csvCell).join(",")}\r\n`,
      write: (assets) => assets.map(line).join(""),
    };
  }
  const object = (asset: ExportedAsset) =>
    Object.fromEntries(columns.map((column, index) => [column, cells[index]?.(asset) ?? null]));
  return {
    mediaType: "application/x-ndjson; charset=utf-8",
    head: "",
    write: (assets) => assets.map((asset) => `${JSON.stringify(object(asset))}\n`).join(""),
  };
}
