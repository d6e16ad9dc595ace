// Changing one's own password.

import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { accessFieldErrors, changeOwnPassword } from "../../api/access.ts";
import { isProblem } from "../../api/problem.ts";
import { usePrincipal } from "../../api/session.ts";
import { sessionEnd } from "../../api/session-end.ts";
import { passwordFault, passwordRule, repetitionFault } from "../../forms/new-password.ts";
import { FormDialog } from "../form-dialog.tsx";
import { ProblemAlert } from "../problem-alert.tsx";
import { tellDone } from "../tell.tsx";

const initialValues = { current: "", password: "", again: "" };

const useEntered = (email: string) =>
  useForm({
    mode: "uncontrolled",
    initialValues,
    validate: {
      current: (text) => (text === "" ? "Enter the password that you have." : null),
      password: (text) => passwordFault(text, email),
      again: (text, { password }) => repetitionFault(text, password),
    },
  });

function Refusal({ error }: { readonly error: Error | null }) {
  if (error === null || Object.keys(accessFieldErrors(error)).length > 0) return null;
  const title = isProblem(error, "access.password_not_used")
    ? "You sign in by OpenID Connect: your password is there."
    : "Your password is as it was.";
  return <ProblemAlert error={error} title={title} />;
}

function OwnPasswordForm({ onDone }: { readonly onDone: () => void }) {
  const { name: email } = usePrincipal();
  const form = useEntered(email);
  const change = useMutation({
    mutationFn: changeOwnPassword,
    onSuccess: () => {
      // Whatever asked between the end of the old session and the new one was told so.
      sessionEnd.mend();
      tellDone("Your password is changed.", "You are signed out everywhere else.");
      onDone();
    },
    onError: (error) => form.setErrors(accessFieldErrors(error)),
  });
  return (
    <form
      onSubmit={form.onSubmit(({ current, password }) => change.mutate({ current, password }))}
      noValidate
    >
      <Stack>
        <Refusal error={change.error} />
        <Text size="sm" c="dimmed">
          All your other sessions end. API tokens that you made stay: remove them as well where somebody else
          may have had the old password.
        </Text>
        {/* For the browser's own store of passwords. */}
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <PasswordInput
          label="Password that you have"
          autoComplete="current-password"
          data-autofocus
          {...form.getInputProps("current")}
        />
        <PasswordInput
          label="New password"
          description={passwordRule}
          autoComplete="new-password"
          {...form.getInputProps("password")}
        />
        <PasswordInput
          label="The new password again"
          autoComplete="new-password"
          {...form.getInputProps("again")}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={change.isPending}>
            Change the password
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface OwnPasswordProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function OwnPassword({ isOpen, onClose }: OwnPasswordProps) {
  return (
    <FormDialog isOpen={isOpen} onClose={onClose} title="Change your password">
      <OwnPasswordForm onDone={onClose} />
    </FormDialog>
  );
}
