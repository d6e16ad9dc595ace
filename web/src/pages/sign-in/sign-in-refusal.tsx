// Told above the sign-in: why the identity provider's way in did not work, and what to do.

import { Alert, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

interface Told {
  readonly title: string;
  readonly what: string;
}

const words: Readonly<Record<string, Told>> = {
  "access.sign_in_refused": {
    title: "You may not enter with this account",
    what: "The identity provider knows you, but Rollcall lets you in only with a verified address that is allowed here and is nobody else's. Ask an administrator of Rollcall.",
  },
  "access.oidc_failed": {
    title: "The sign-in with OpenID Connect did not work",
    what: "The identity provider did not answer as it should, or the sign-in took too long. Try again; if it stays, the server's log says why.",
  },
  "access.oidc_not_configured": {
    title: "OpenID Connect is not configured",
    what: "Sign in with a password here.",
  },
  "request.rate_limited": {
    title: "There were too many sign-ins",
    what: "Rollcall holds back whoever tries too often. Wait a quarter of an hour, then try again.",
  },
};

const unknown: Told = {
  title: "You are not signed in",
  what: "The sign-in was refused. Try again; if it stays, the server's log says why.",
};

/** Only what looks like a code is repeated: anybody can write an address. */
const isCode = (text: string): boolean => /^[a-z_]+\.[a-z_]+$/.test(text) && text.length <= 60;

export function SignInRefusal({ code }: { readonly code: string }) {
  const told = (Object.hasOwn(words, code) ? words[code] : undefined) ?? unknown;
  return (
    <Alert color="red" icon={<IconAlertTriangle />} title={told.title} role="alert">
      <Stack gap="xs">
        <Text size="sm">{told.what}</Text>
        {isCode(code) && (
          <Text size="xs" c="dimmed">
            {code}
          </Text>
        )}
      </Stack>
    </Alert>
  );
}
