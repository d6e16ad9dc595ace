// Connects a tenant in three steps.

import { Page } from "../../components/page.tsx";

export function NewConnectionPage() {
  return <Page title="New connection">{null}</Page>;
}
