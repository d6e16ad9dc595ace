// Signing in: by password, or by OpenID Connect where it is configured.

import { Button, Divider, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { oidcAddress, sessionQuery } from "../../api/session.ts";
import { PasswordForm } from "../../forms/password-form.tsx";
import { DoorPage } from "./door-page.tsx";

/** Where somebody wanted to go: an address of ours, or the dashboard. */
function destinationOf(asked: string | null): string {
  const url = URL.parse(asked ?? "/", location.origin);
  return url?.origin === location.origin ? `${url.pathname}${url.search}` : "/";
}

export function SignInPage() {
  const [search] = useSearchParams();
  const { data: session } = useQuery(sessionQuery);
  return (
    <DoorPage title="Sign in">
      <Stack>
        <PasswordForm onSignedIn={() => location.assign(destinationOf(search.get("to")))} />
        {session?.hasOidc === true && (
          <>
            <Divider label="or" />
            <Button component="a" href={oidcAddress} variant="default">
              Sign in with OpenID Connect
            </Button>
          </>
        )}
        {session?.hasUsers === false && (
          <Text size="sm" c="dimmed">
            Nobody can sign in yet: open the one-time link that the server printed at its start.
          </Text>
        )}
      </Stack>
    </DoorPage>
  );
}
