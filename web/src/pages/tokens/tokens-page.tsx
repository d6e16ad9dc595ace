// Tokens by which programs ask the API.

import { Page } from "../../components/page.tsx";

export function TokensPage() {
  return <Page title="API tokens">{null}</Page>;
}
