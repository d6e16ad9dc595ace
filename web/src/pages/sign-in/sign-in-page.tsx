// Signing in: by password, or by OpenID Connect where it is configured.

import { Alert, Button, Divider, Loader, Stack } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Navigate, useSearchParams } from "react-router";
import { oidcAddress, sessionQuery } from "../../api/session.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { PasswordForm } from "../../forms/password-form.tsx";
import { destinationOf } from "./destination.ts";
import { DoorPage } from "./door-page.tsx";
import { SignInRefusal } from "./sign-in-refusal.tsx";

function NobodyYet() {
  return (
    <Alert icon={<IconInfoCircle />} title="Nobody can sign in yet" color="blue">
      Open the one-time link that the server printed when it started: it makes the first administrator. A
      restart prints a new one.
    </Alert>
  );
}

function WaysIn({ hasOidc, to }: { readonly hasOidc: boolean; readonly to: string }) {
  return (
    <>
      {/* A new page, so that nothing of anybody before is left in this one. */}
      <PasswordForm onSignedIn={() => location.replace(to)} />
      {hasOidc && (
        <>
          <Divider label="or" />
          <Button component="a" href={oidcAddress(to)} variant="default">
            Sign in with OpenID Connect
          </Button>
        </>
      )}
    </>
  );
}

export function SignInPage() {
  const [search] = useSearchParams();
  const { data: session, error, refetch } = useQuery(sessionQuery);
  const to = destinationOf(search.get("to"), location.origin);
  const refusal = search.get("error");
  if (session?.principal && refusal === null) return <Navigate replace to={to} />;
  return (
    <DoorPage title="Sign in">
      <Stack>
        {refusal !== null && <SignInRefusal code={refusal} />}
        {error !== null && <ProblemAlert error={error} onRetry={refetch} />}
        {session === undefined && error === null && <Loader aria-label="Loading" />}
        {session?.hasUsers === false && <NobodyYet />}
        {session?.hasUsers === true && <WaysIn hasOidc={session.hasOidc} to={to} />}
      </Stack>
    </DoorPage>
  );
}
