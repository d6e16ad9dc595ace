// What the values of assets are called, the same in tables, facets and charts.

type Words = (value: string | null) => string;

/** Null, where there is no value, has a word of its own. */
const named =
  (names: Readonly<Record<string, string>>, none: string): Words =>
  (value) =>
    value === null ? none : (names[value] ?? (value === "" ? "Empty text" : value));

/** Microsoft's own words, which people know from its pages. */
export const joinWords = named(
  { AzureAd: "Entra joined", ServerAd: "Hybrid joined", Workplace: "Entra registered" },
  "No join type",
);

export const systemWords = named({}, "Unknown");

export const signInAgeWords = named(
  {
    "7 days": "Up to 7 days ago",
    "30 days": "7 to 30 days ago",
    "90 days": "30 to 90 days ago",
    "180 days": "90 to 180 days ago",
    older: "Over 180 days ago",
  },
  "Never",
);

const levelWords = (level: number, names: readonly string[]): string =>
  `${level} – ${names[level - 1] ?? "?"}`;

const severityNames = ["Minimal", "Low", "Medium", "High", "Critical"];
const criticalityNames = ["Very low", "Low", "Medium", "High", "Very high"];

/** e.g. "5 – Critical", or what stands for none */
export const severityWords = (severity: number | null, none: string): string =>
  severity === null ? none : levelWords(severity, severityNames);

/** e.g. "5 – Very high" */
export const criticalityWords = (criticality: number): string => levelWords(criticality, criticalityNames);

/** Why an asset is retired, or would be. */
export const retirementWords = named(
  {
    deleted_at_source: "Deleted in the tenant",
    soft_deleted_at_source: "Soft-deleted in the tenant",
    gone_from_source: "Not in the tenant any more",
    left_scope: "Left the connection's scope",
    connection_removed: "Its connection was removed",
  },
  "Unknown",
);
