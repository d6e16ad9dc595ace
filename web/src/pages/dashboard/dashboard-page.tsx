// The inventory at a glance: every chart leads to the query behind it.

import { Page } from "../../components/page.tsx";

export function DashboardPage() {
  return <Page title="Dashboard">{null}</Page>;
}
