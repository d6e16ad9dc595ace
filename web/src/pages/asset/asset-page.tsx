// One asset, with everything that is known of it.

import { Page } from "../../components/page.tsx";

export function AssetPage() {
  return <Page title="Asset">{null}</Page>;
}
