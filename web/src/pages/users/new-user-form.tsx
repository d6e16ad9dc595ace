// Makes a user who signs in with a password.

import { Button, Group, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { accessFieldErrors, createUser, type NewUser } from "../../api/access.ts";
import { useCreationKey } from "../../api/creation-key.ts";
import { keys } from "../../api/keys.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { RoleField } from "../../components/role-field.tsx";
import { tellDone } from "../../components/tell.tsx";
import { passwordFault, passwordRule } from "../../forms/new-password.ts";

const initialValues: NewUser = { name: "", email: "", role: "viewer", password: "" };

const useEntered = () =>
  useForm<NewUser>({
    mode: "uncontrolled",
    initialValues,
    validate: {
      name: (text) => (text.trim() === "" ? "Enter a name." : null),
      email: (text) => (text.trim() === "" ? "Enter an e-mail address." : null),
      password: (text, { email }) => passwordFault(text, email),
    },
  });

export function NewUserForm({ onDone }: { readonly onDone: () => void }) {
  const client = useQueryClient();
  const form = useEntered();
  const keyOf = useCreationKey();
  const make = useMutation({
    mutationFn: (user: NewUser) => createUser(user, keyOf(user)),
    onSuccess: ({ name }) => {
      void client.invalidateQueries({ queryKey: keys.users });
      tellDone("The user is made.", `${name} can sign in now.`);
      onDone();
    },
    onError: (error) => form.setErrors(accessFieldErrors(error)),
  });
  const isToldByField = Object.keys(accessFieldErrors(make.error)).length > 0;
  return (
    <form onSubmit={form.onSubmit((user) => make.mutate(user))} noValidate>
      <Stack>
        {make.error !== null && !isToldByField && (
          <ProblemAlert error={make.error} title="The user is not made." />
        )}
        <TextInput label="Name" autoComplete="off" data-autofocus {...form.getInputProps("name")} />
        <TextInput
          label="E-mail address"
          description="They sign in with it. Nothing is sent to it."
          type="email"
          autoComplete="off"
          {...form.getInputProps("email")}
        />
        <RoleField label="Role" {...form.getInputProps("role")} />
        <PasswordInput
          label="Password"
          description={`${passwordRule} Tell it to them where nobody else hears it.`}
          autoComplete="new-password"
          {...form.getInputProps("password")}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={make.isPending}>
            Make the user
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
