// Searches the inventory.

import { Page } from "../../components/page.tsx";

export function AssetsPage() {
  return <Page title="Assets">{null}</Page>;
}
