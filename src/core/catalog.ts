// The kinds of source that there are, by their connectors' ids: what is said of an asset's source without its connector.

export interface SourceKind {
  /** The connector's id. */
  readonly id: string;
  readonly vendor: string;
  readonly product: string;
}

export const entraDevices: SourceKind = {
  id: "entra-devices",
  vendor: "Microsoft",
  product: "Microsoft Entra ID",
};

/** One that this release does not know goes by its id. */
export function sourceKind(connectorId: string): SourceKind {
  if (connectorId === entraDevices.id) return entraDevices;
  return { id: connectorId, vendor: connectorId, product: connectorId };
}
