// The frame of a connection's page: its name, its state, what can be done to it, and its tabs.

import { Outlet } from "react-router";
import { Page } from "../../components/page.tsx";

export function ConnectionPage() {
  return (
    <Page title="Connection">
      <Outlet />
    </Page>
  );
}
