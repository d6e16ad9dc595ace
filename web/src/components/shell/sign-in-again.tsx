// Over the page as it is when the session has ended: whoever signs in again goes on where they were.

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import {
  isSame,
  oidcAddress,
  type Principal,
  readSession,
  sessionQuery,
  usePrincipal,
} from "../../api/session.ts";
import { sessionEnd } from "../../api/session-end.ts";
import { PasswordForm } from "../../forms/password-form.tsx";
import { paths } from "../../paths.ts";

// A key that would close a dialog is not for those below this one. They listen from when they open, this from the beginning.
addEventListener(
  "keydown",
  (event) => {
    if (event.key === "Escape" && sessionEnd.isEnded()) event.stopImmediatePropagation();
  },
  { capture: true },
);

export function SignInAgain() {
  const client = useQueryClient();
  const before = usePrincipal();
  const { hasOidc } = client.getQueryData(sessionQuery.queryKey) ?? { hasOidc: false };
  const goOn = (principal: Principal): void => {
    // What was shown to one is not for another.
    if (!isSame(principal, before)) {
      location.reload();
      return;
    }
    sessionEnd.mend();
    void client.invalidateQueries();
  };
  const look = async (): Promise<void> => {
    const { principal } = await readSession();
    if (principal !== null) goOn(principal);
  };
  // Whoever has signed in elsewhere comes back to this window.
  useWindowEvent("focus", () => void look().catch(() => undefined));
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title="Your session has ended"
    >
      <Stack>
        <Text size="sm">
          Sign in again as {before.name} to go on where you were. What you typed is still in the page.
        </Text>
        <PasswordForm email={before.name} onSignedIn={goOn} />
        {hasOidc && (
          <Button component="a" href={oidcAddress("/")} target="_blank" variant="default">
            Sign in with OpenID Connect in a new tab
          </Button>
        )}
        <Group justify="center">
          <Button component="a" href={paths.signIn} variant="subtle" size="xs">
            Leave this page instead
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
