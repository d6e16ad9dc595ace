// The queries that somebody kept.

import { Page } from "../../components/page.tsx";

export function SavedQueriesPage() {
  return <Page title="Saved queries">{null}</Page>;
}
