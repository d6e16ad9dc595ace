// The form with which a user is changed: only what differs is sent, for the version that was shown.

import { Button, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { UserView } from "../../../../src/contract/user.ts";
import { accessFieldErrors, changeUser, readUser } from "../../api/access.ts";
import type { Versioned } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { isProblem } from "../../api/problem.ts";
import { type Role, usePrincipal } from "../../api/session.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { RoleField } from "../../components/role-field.tsx";
import { tellDone } from "../../components/tell.tsx";
import { passwordFault, passwordRule } from "../../forms/new-password.ts";
import { ChangedUser } from "./changed-user.tsx";

interface Entered {
  readonly name: string;
  readonly role: Role;
  /** Empty: it stays. */
  readonly password: string;
}

const changeOf = ({ name, role, password }: Entered, { value: user }: Versioned<UserView>) => ({
  ...(name.trim() !== user.name && { name }),
  ...(role !== user.role && { role }),
  ...(password !== "" && { password }),
});

const useEntered = ({ name, role, email }: UserView) =>
  useForm<Entered>({
    initialValues: { name, role, password: "" },
    validate: {
      name: (text) => (text.trim() === "" ? "Enter a name." : null),
      password: (text) => (text === "" ? null : passwordFault(text, email)),
    },
  });

type Form = ReturnType<typeof useEntered>;

/** Saves for the version that was shown last; keeps what somebody else has saved meanwhile until it is decided on. */
function useSaving(read: Versioned<UserView>, form: Form, onDone: () => void) {
  const client = useQueryClient();
  const [base, setBase] = useState(read);
  const [theirs, setTheirs] = useState<Versioned<UserView> | null>(null);
  const save = useMutation({
    mutationFn: async (over: Versioned<UserView>) => {
      try {
        return await changeUser(read.value.id, changeOf(form.getValues(), over), over.etag);
      } catch (error) {
        if (isProblem(error, "request.changed_meanwhile")) setTheirs(await readUser(read.value.id));
        throw error;
      }
    },
    onSuccess: ({ name }) => {
      tellDone("The user is changed.", name);
      void client.invalidateQueries({ queryKey: keys.users });
      onDone();
    },
    onError: (error) => form.setErrors(accessFieldErrors(error)),
  });
  const decide = (latest: Versioned<UserView>): void => {
    setBase(latest);
    setTheirs(null);
    save.reset();
  };
  return { base, theirs, save, decide };
}

function PasswordPart({ form, user }: { readonly form: Form; readonly user: UserView }) {
  if (user.signIn === "oidc")
    return (
      <Text size="sm" c="dimmed">
        They sign in by OpenID Connect and have no password here.
      </Text>
    );
  return (
    <PasswordInput
      label="New password"
      description={`Leave it empty to keep the one they have. ${passwordRule}`}
      autoComplete="new-password"
      {...form.getInputProps("password")}
    />
  );
}

interface ChangeUserFormProps {
  readonly read: Versioned<UserView>;
  readonly onDone: () => void;
}

export function ChangeUserForm({ read, onDone }: ChangeUserFormProps) {
  const form = useEntered(read.value);
  const { base, theirs, save, decide } = useSaving(read, form, onDone);
  const isOwn = usePrincipal().id === read.value.id;
  const change = changeOf(form.values, base);
  const endsSessions = "role" in change || "password" in change;
  const isToldElsewhere = theirs !== null || Object.keys(accessFieldErrors(save.error)).length > 0;
  const takeTheirs = (latest: Versioned<UserView>): void => {
    decide(latest);
    form.setValues({ name: latest.value.name, role: latest.value.role });
  };
  const saveMine = (latest: Versioned<UserView>): void => {
    decide(latest);
    save.mutate(latest);
  };
  return (
    <form onSubmit={form.onSubmit(() => save.mutate(base))} noValidate>
      <Stack>
        {theirs !== null && <ChangedUser theirs={theirs} onTake={takeTheirs} onSave={saveMine} />}
        {save.error !== null && !isToldElsewhere && (
          <ProblemAlert error={save.error} title="The user is not changed." />
        )}
        <Text size="sm" c="dimmed">
          {read.value.email}
        </Text>
        <TextInput label="Name" autoComplete="off" data-autofocus {...form.getInputProps("name")} />
        <RoleField label="Role" {...form.getInputProps("role")} />
        <PasswordPart form={form} user={read.value} />
        {endsSessions && (
          <Text size="sm" role="status">
            {isOwn ? "You will have to sign in again." : "They will have to sign in again."}
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={save.isPending}
            disabled={Object.keys(change).length === 0 || theirs !== null}
          >
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
