// What this Rollcall is made of, and how it is.

import { Page } from "../../components/page.tsx";

export function AboutPage() {
  return <Page title="About">{null}</Page>;
}
