// The small inventory of docs/query-language.md, and the examples that the document gives.

import { readFileSync } from "node:fs";
import { type AssetFacts, searchCondition } from "../../src/core/asset-query.ts";
import { assetMatches } from "../../src/query/evaluate.ts";
import { understandQuery } from "../../src/query/understand.ts";

const now = Date.UTC(2026, 5, 1, 12);
const moment = (text: string) => Date.parse(text.includes("T") ? text : `${text}T08:00:00Z`);

const everyAsset = {
  vendor: "Microsoft",
  product: "Microsoft Entra ID",
  connectionId: 1,
  connectionName: "Berlin",
  isEnabled: true,
  registeredAt: moment("2026-02-10"),
  firstSeenAt: moment("2026-05-20"),
  lastSeenAt: moment("2026-06-01"),
  lastChangedAt: moment("2026-05-20"),
  lifecycle: "active",
  retiredAt: null,
  attributes: new Map(),
  changes: [],
} as const satisfies Partial<AssetFacts>;

const exampleAssets: readonly AssetFacts[] = [
  {
    ...everyAsset,
    id: 1,
    externalId: "6a1c1e0e-1d5b-4b36-9d4c-0a4f8b1b2c3d",
    name: "LAPTOP-4F",
    operatingSystem: "Windows",
    operatingSystemVersion: "10.0.22631.3155",
    category: "Windows",
    entraDeviceId: "0f8b5c1a-77a1-4a53-8f0e-5f3f1c2d4e5a",
    trustType: "AzureAd",
    isCompliant: true,
    isManaged: true,
    lastSignInAt: moment("2026-05-30T10:15:20Z"),
    severity: null,
    tags: ["Lab"],
    firstSeenAt: moment("2026-05-28"),
    attributes: new Map([["model", "Surface Pro 9"]]),
    changes: [
      { field: "isManaged", at: moment("2026-05-29") },
      { field: "displayName", at: moment("2026-05-31T20:00:00Z") },
    ],
    lastChangedAt: moment("2026-05-31T20:00:00Z"),
  },
  {
    ...everyAsset,
    id: 2,
    externalId: "c0ffee00-52a0-4d53-a5b7-9d1a6f2f7b11",
    name: "Lab PC 7",
    operatingSystem: "Windows 10",
    operatingSystemVersion: "10.0.19045.4170",
    category: "Windows",
    entraDeviceId: "2b9d3c58-0c46-4b60-bb0e-6e0f4a9b1d22",
    trustType: "ServerAd",
    isCompliant: false,
    isManaged: true,
    lastSignInAt: moment("2026-01-15"),
    severity: 4,
    tags: ["Lab", "Old Windows"],
    changes: [{ field: "isManaged", at: moment("2026-05-31T21:00:00Z") }],
    lastChangedAt: moment("2026-05-31T21:00:00Z"),
  },
  {
    ...everyAsset,
    id: 3,
    externalId: "3d5a7f10-8f0b-4a1e-9a52-51b9e3d1c733",
    name: "Anna's iPhone",
    operatingSystem: "iPhone",
    operatingSystemVersion: "17.4",
    category: "iOS",
    entraDeviceId: "9e7c1b2a-4f4d-4f3c-8a9b-1c2d3e4f5a63",
    trustType: "Workplace",
    isCompliant: null,
    isManaged: null,
    lastSignInAt: null,
    severity: 2,
    tags: [],
    registeredAt: moment("2026-04-12"),
    attributes: new Map([["model", "iPhone 15"]]),
  },
  {
    ...everyAsset,
    id: 4,
    externalId: "4e6b8a21-9a1c-4b2f-8b63-62c0f4e2d844",
    name: "build-dev-3",
    operatingSystem: "Ubuntu",
    operatingSystemVersion: "22.04",
    category: "Linux",
    entraDeviceId: "ad8d2c3b-5a5e-4a4d-9bac-2d3e4f5a6b74",
    trustType: "AzureAd",
    isCompliant: true,
    isManaged: false,
    lastSignInAt: moment("2026-05-01"),
    severity: 3,
    tags: ["Servers"],
    isEnabled: false,
    lastSeenAt: moment("2026-04-20"),
    firstSeenAt: moment("2026-04-01"),
  },
  {
    ...everyAsset,
    id: 5,
    externalId: "5f7c9b32-0b2d-4c30-9c74-73d1a5f3e955",
    name: "win-old",
    operatingSystem: "Windows 7",
    operatingSystemVersion: "6.1",
    category: "Windows",
    entraDeviceId: "be9e3d4c-6b6f-4b5e-8cbd-3e4f5a6b7c85",
    trustType: "AzureAd",
    isCompliant: false,
    isManaged: false,
    lastSignInAt: moment("2025-02-02"),
    severity: 5,
    tags: [],
    lifecycle: "retired",
    retiredAt: moment("2026-05-20"),
    connectionId: 2,
    connectionName: "Paris",
  },
];

/** The names of the assets that a search shows, or the codes of what is wrong with the text. */
export function answerTo(text: string): readonly string[] {
  const reading = understandQuery(text, { now });
  if (reading.kind === "refused") return reading.errors.map(({ code }) => code);
  const condition = searchCondition(reading.query);
  return exampleAssets.filter((asset) => assetMatches(condition, asset)).map(({ name }) => name);
}

/** The code that a cell holds, its own backticks or doubled ones taken away. */
function codeOf(cell: string): string {
  return /^``\s?(.*?)\s?``$/s.exec(cell)?.[1] ?? /^`(.*)`$/s.exec(cell)?.[1] ?? "";
}

export interface DocumentedExample {
  readonly query: string;
  /** As the document says it. */
  readonly answer: string;
}

/** The last two cells of each row of a table that ends with the columns `query` and `finds`, or `query` and `error`. */
export function documentedExamples(file: string): readonly DocumentedExample[] {
  const examples: DocumentedExample[] = [];
  let isExamples = false;
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const cells = line.split("|").map((cell) => cell.trim());
    const [query = "", answer = ""] = cells.slice(-3, -1);
    if (!line.startsWith("|")) isExamples = false;
    else if (query === "query" && (answer === "finds" || answer === "error")) isExamples = true;
    else if (isExamples && !query.startsWith("--")) examples.push({ query: codeOf(query), answer });
  }
  return examples;
}
