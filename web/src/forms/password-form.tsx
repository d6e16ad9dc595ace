// Signing in with an address and a password.

import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { type Principal, signIn } from "../api/session.ts";
import { ProblemAlert } from "../components/problem-alert.tsx";

interface PasswordFormProps {
  readonly email?: string;
  readonly onSignedIn: (principal: Principal) => void;
}

export function PasswordForm({ email = "", onSignedIn }: PasswordFormProps) {
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email, password: "" },
    validate: {
      email: (text) => (text.trim() === "" ? "Enter your e-mail address." : null),
      password: (text) => (text === "" ? "Enter your password." : null),
    },
  });
  const enter = useMutation({
    mutationFn: (entered: { email: string; password: string }) => signIn(entered.email, entered.password),
    onSuccess: ({ principal }) => onSignedIn(principal),
  });
  return (
    <form onSubmit={form.onSubmit((entered) => enter.mutate(entered))} noValidate>
      <Stack>
        {enter.error !== null && <ProblemAlert error={enter.error} title="You are not signed in" />}
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="username"
          key={form.key("email")}
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          data-autofocus={email === "" ? undefined : true}
          key={form.key("password")}
          {...form.getInputProps("password")}
        />
        <Button type="submit" loading={enter.isPending}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
