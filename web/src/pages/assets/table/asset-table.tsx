// Stub.

import type { AssetSearchState } from "../search-address.ts";

export function AssetTable(_props: {
  readonly search: AssetSearchState;
  readonly total: number | undefined;
}) {
  return null;
}
