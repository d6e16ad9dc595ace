// The catalog of connectors.

import { Page } from "../../components/page.tsx";

export function ConnectorsPage() {
  return <Page title="Connectors">{null}</Page>;
}
