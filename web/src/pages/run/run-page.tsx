// One sync run: what it did, and its log.

import { Page } from "../../components/page.tsx";

export function RunPage() {
  return <Page title="Run">{null}</Page>;
}
