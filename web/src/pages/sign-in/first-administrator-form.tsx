// Who the first administrator is, and the password they will sign in with.

import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { accessFieldErrors, createFirstAdministrator } from "../../api/access.ts";
import { isProblem } from "../../api/problem.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { passwordFault, passwordRule, repetitionFault } from "../../forms/new-password.ts";
import { paths } from "../../paths.ts";

const initialValues = { name: "", email: "", password: "", again: "" };
type Entered = typeof initialValues;

const useEntered = () =>
  useForm<Entered>({
    mode: "uncontrolled",
    initialValues,
    validate: {
      name: (text) => (text.trim() === "" ? "Enter your name." : null),
      email: (text) => (text.trim() === "" ? "Enter your e-mail address." : null),
      password: (text, { email }) => passwordFault(text, email),
      again: (text, { password }) => repetitionFault(text, password),
    },
  });

function Refusal({ error }: { readonly error: Error | null }) {
  if (error === null || Object.keys(accessFieldErrors(error)).length > 0) return null;
  const isLink = isProblem(error, "access.link_invalid");
  return (
    <ProblemAlert
      error={error}
      title={
        isLink
          ? "Open the link of the server's latest start: each start ends the one before."
          : "There is no administrator yet."
      }
    />
  );
}

export function FirstAdministratorForm({ linkToken }: { readonly linkToken: string }) {
  const form = useEntered();
  const make = useMutation({
    mutationFn: ({ again: _, ...user }: Entered) => createFirstAdministrator(linkToken, user),
    onSuccess: () => location.replace(paths.dashboard),
    onError: (error) => form.setErrors(accessFieldErrors(error)),
  });
  return (
    <form onSubmit={form.onSubmit((entered) => make.mutate(entered))} noValidate>
      <Stack>
        <Refusal error={make.error} />
        <TextInput label="Name" autoComplete="name" key={form.key("name")} {...form.getInputProps("name")} />
        <TextInput
          label="E-mail address"
          description="You sign in with it. Nothing is sent to it."
          type="email"
          autoComplete="username"
          key={form.key("email")}
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label="Password"
          description={passwordRule}
          autoComplete="new-password"
          key={form.key("password")}
          {...form.getInputProps("password")}
        />
        <PasswordInput
          label="The same password again"
          autoComplete="new-password"
          key={form.key("again")}
          {...form.getInputProps("again")}
        />
        <Button type="submit" loading={make.isPending || make.isSuccess}>
          Make the first administrator
        </Button>
      </Stack>
    </form>
  );
}
