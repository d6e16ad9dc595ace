// What a new API token is for, what it may do, and until when.

import { Button, Group, Input, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import type { CreatedApiTokenView } from "../../../../src/contract/token.ts";
import { accessFieldErrors, createToken, type NewToken } from "../../api/access.ts";
import { useCreationKey } from "../../api/creation-key.ts";
import { keys } from "../../api/keys.ts";
import { isProblem } from "../../api/problem.ts";
import type { Role } from "../../api/session.ts";
import { localTime } from "../../components/moment-words.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { RoleField } from "../../components/role-field.tsx";
import { dayOf, expiryChoices, expiryOf } from "./expiry.ts";

interface Entered {
  readonly name: string;
  readonly role: Role;
  /** One of the choices. */
  readonly expiry: string;
  readonly day: string;
}

const initialValues: Entered = { name: "", role: "viewer", expiry: "90", day: "" };

const useEntered = () =>
  useForm<Entered>({
    initialValues,
    validate: {
      name: (text) => (text.trim() === "" ? "Enter what it is for." : null),
      day: (day, { expiry }) =>
        expiryOf(expiry, day, Date.now()) === null ? "Choose a day that is not over." : null,
    },
  });

type Form = ReturnType<typeof useEntered>;

function ExpiryField({ form }: { readonly form: Form }) {
  const { expiry, day } = form.values;
  const expiresAt = expiryOf(expiry, day, Date.now());
  return (
    <Stack gap="xs">
      <Input.Wrapper label="Expires in" labelElement="div">
        <SegmentedControl
          fullWidth
          size="xs"
          data={[...expiryChoices]}
          aria-label="Expires in"
          {...form.getInputProps("expiry")}
        />
      </Input.Wrapper>
      {expiry === "date" && (
        <TextInput type="date" label="Last day" min={dayOf(Date.now())} {...form.getInputProps("day")} />
      )}
      {expiresAt !== null && (
        <Text size="sm" c="dimmed">
          It is refused from {localTime(expiresAt)} on.
        </Text>
      )}
    </Stack>
  );
}

function Refusal({ error }: { readonly error: Error | null }) {
  if (error === null || Object.keys(accessFieldErrors(error)).length > 0) return null;
  // Its answer was lost on the way, and with it the value.
  const isMade = isProblem(error, "request.already_done");
  return (
    <ProblemAlert
      error={error}
      title={
        isMade
          ? "The token was made, but its value never arrived: remove it, and make another."
          : "The token is not made."
      }
    />
  );
}

const nothing = { text: "", token: null as NewToken | null };

/** The token as it was entered: the same for the same entries, though time goes on, so that a repetition is one. */
function useTokenOf() {
  const last = useRef(nothing);
  const tokenOf = (entered: Entered): NewToken => {
    const text = JSON.stringify(entered);
    const { name, role, expiry, day } = entered;
    const known = text === last.current.text ? last.current.token : null;
    const token = known ?? { name, role, expiresAt: expiryOf(expiry, day, Date.now()) ?? "" };
    last.current = { text, token };
    return token;
  };
  const forget = (): void => {
    last.current = nothing;
  };
  return { tokenOf, forget };
}

interface NewTokenFormProps {
  readonly onMade: (token: CreatedApiTokenView) => void;
  readonly onCancel: () => void;
}

export function NewTokenForm({ onMade, onCancel }: NewTokenFormProps) {
  const client = useQueryClient();
  const form = useEntered();
  const keyOf = useCreationKey();
  const { tokenOf, forget } = useTokenOf();
  const make = useMutation({
    mutationFn: (entered: Entered) => {
      const token = tokenOf(entered);
      return createToken(token, keyOf(token));
    },
    onSuccess: onMade,
    onError: (error) => {
      if (isProblem(error, "request.already_done")) forget();
      void client.invalidateQueries({ queryKey: keys.tokens });
      const { expiresAt, ...others } = accessFieldErrors(error);
      form.setErrors({ ...others, ...(expiresAt !== undefined && { day: expiresAt }) });
    },
  });
  return (
    <form onSubmit={form.onSubmit((entered) => make.mutate(entered))} noValidate>
      <Stack>
        <Refusal error={make.error} />
        <TextInput
          label="Name"
          description="Which program it is for."
          autoComplete="off"
          data-autofocus
          {...form.getInputProps("name")}
        />
        <RoleField label="Role" {...form.getInputProps("role")} />
        <ExpiryField form={form} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={make.isPending}>
            Make the token
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
