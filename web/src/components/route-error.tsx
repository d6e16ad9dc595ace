// Where a page itself fails: what happened, and how to go on.

import { Alert, Button, Group } from "@mantine/core";
import { IconRefreshAlert } from "@tabler/icons-react";
import { isRouteErrorResponse, useRouteError } from "react-router";
import { Page } from "./page.tsx";
import { ProblemAlert } from "./problem-alert.tsx";

/** A file of a page that is not there: another release of the server is running by now. */
const isStalePage = (error: unknown): boolean =>
  error instanceof Error && /dynamically imported module|module script|preload CSS/i.test(error.message);

function StalePage() {
  return (
    <Alert color="yellow" icon={<IconRefreshAlert />} title="A part of the console is not there" role="alert">
      Rollcall has been updated since this page was loaded, or its server cannot be reached. Load the page
      again.
    </Alert>
  );
}

export function RouteError() {
  const thrown = useRouteError();
  const error = isRouteErrorResponse(thrown) ? new Error(thrown.statusText) : thrown;
  return (
    <Page title="This page cannot be shown">
      {isStalePage(error) ? <StalePage /> : <ProblemAlert error={error} />}
      <Group>
        <Button onClick={() => location.reload()}>Load the page again</Button>
        <Button variant="default" component="a" href="/">
          Go to the dashboard
        </Button>
      </Group>
    </Page>
  );
}
