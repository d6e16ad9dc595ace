// The page behind the one-time link: makes the first administrator.

import { Alert, Button, Loader, Stack, Text } from "@mantine/core";
import { IconLinkOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { sessionQuery } from "../../api/session.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { paths } from "../../paths.ts";
import { DoorPage } from "./door-page.tsx";
import { FirstAdministratorForm } from "./first-administrator-form.tsx";
import { useLinkToken } from "./link-token.ts";

function NoUse({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Alert icon={<IconLinkOff />} color="orange" title={title} role="alert">
      {children}
    </Alert>
  );
}

function AlreadyUsed() {
  return (
    <Stack>
      <NoUse title="There is an administrator already">
        So this link is of no use any more. Whoever needs access asks an administrator for a user.
      </NoUse>
      <Button component={Link} to={paths.signIn}>
        Sign in
      </Button>
    </Stack>
  );
}

function Content({ linkToken }: { readonly linkToken: string }) {
  const { data: session, error, refetch } = useQuery(sessionQuery);
  if (error !== null) return <ProblemAlert error={error} onRetry={refetch} />;
  if (session === undefined) return <Loader aria-label="Loading" />;
  if (session.hasUsers) return <AlreadyUsed />;
  if (linkToken === "")
    return (
      <NoUse title="The link is not whole">
        Open it as the server printed it, with everything after the # sign. A restart of the server prints a
        new one.
      </NoUse>
    );
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        You will be the first administrator of this Rollcall, and can add others afterwards.
      </Text>
      <FirstAdministratorForm linkToken={linkToken} />
    </Stack>
  );
}

export function FirstAdministratorPage() {
  const linkToken = useLinkToken();
  return (
    <DoorPage title="First administrator">
      <Content linkToken={linkToken} />
    </DoorPage>
  );
}
