// The name that is proposed for a new connection.

import type { Timestamp } from "./clock.ts";

/** The product's proposal: `Microsoft Entra ID (Devices)` followed by `YYMMDDhhmmssSSS` in UTC. */
export function proposeName({ product }: { readonly product: string }, now: Timestamp): string {
  const digits = new Date(now).toISOString().replaceAll(/[^0-9]/g, "");
  return `${product} (Devices) ${digits.slice(2, 17)}`;
}
