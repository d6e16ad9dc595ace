// Where a page itself fails: what happened, and how to go on.

import { Button, Group } from "@mantine/core";
import { isRouteErrorResponse, useRouteError } from "react-router";
import { Page } from "./page.tsx";
import { ProblemAlert } from "./problem-alert.tsx";

/** A file of a page that is not there: another release of the server is running by now. */
const isStalePage = (error: unknown): boolean =>
  error instanceof TypeError && /dynamically imported module|module script/i.test(error.message);

export function RouteError() {
  const thrown = useRouteError();
  const error = isRouteErrorResponse(thrown) ? new Error(thrown.statusText) : thrown;
  return (
    <Page title="This page cannot be shown">
      <ProblemAlert
        error={error}
        {...(isStalePage(error) && { title: "Rollcall has been updated, or cannot be reached." })}
      />
      <Group>
        <Button onClick={() => location.reload()}>Load the page again</Button>
        <Button variant="default" component="a" href="/">
          Go to the dashboard
        </Button>
      </Group>
    </Page>
  );
}
