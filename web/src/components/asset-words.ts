// What the values of an asset are called, the same on every page: charts, facets, tables and forms.

type Names = Readonly<Record<string, string>>;

const joinTypes: Names = {
  AzureAd: "Entra joined",
  ServerAd: "Hybrid joined",
  Workplace: "Entra registered",
};

/** Of a device's trustType; one that is not known is told as it is. */
export const joinTypeWords = (trustType: string): string => joinTypes[trustType] ?? trustType;

/** By the facet's own names of the ages. */
export const signInAgeNames: Names = {
  "7 days": "Within 7 days",
  "30 days": "7 to 30 days ago",
  "90 days": "30 to 90 days ago",
  "180 days": "90 to 180 days ago",
  older: "More than 180 days ago",
};

const severityNames: Names = { 1: "Minimal", 2: "Low", 3: "Medium", 4: "High", 5: "Critical" };

/** e.g. "5 – Critical", or what stands for none */
export const severityWords = (severity: number | null, none: string): string =>
  severity === null ? none : `${severity} – ${severityNames[severity]}`;

const criticalityNames: Names = { 1: "Very low", 2: "Low", 3: "Medium", 4: "High", 5: "Very high" };

/** e.g. "5 – Very high" */
export const criticalityWords = (criticality: number): string =>
  `${criticality} – ${criticalityNames[criticality]}`;

const retirements: Names = {
  deleted_at_source: "Deleted in the tenant",
  soft_deleted_at_source: "Soft-deleted in the tenant",
  gone_from_source: "Not in the tenant any more",
  left_scope: "Left the connection's scope",
  connection_removed: "Its connection was removed",
};

/** Why an asset is retired, or would be. */
export const retirementWords = (reason: string): string => retirements[reason] ?? reason;
