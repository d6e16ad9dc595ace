// What is shown at an address that no page has.

import { Button } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { Link } from "react-router";
import { EmptyState } from "../components/empty-state.tsx";
import { Page } from "../components/page.tsx";
import { paths } from "../paths.ts";

export function NotFoundPage() {
  return (
    <Page title="No such page">
      <EmptyState
        icon={IconMapOff}
        title="There is nothing at this address."
        action={
          <Button component={Link} to={paths.dashboard}>
            Go to the dashboard
          </Button>
        }
      >
        The link may be mistyped, or from another release of Rollcall.
      </EmptyState>
    </Page>
  );
}
