// What became of all assets, the newest first.

import { Page } from "../../components/page.tsx";

export function HistoryPage() {
  return <Page title="History">{null}</Page>;
}
