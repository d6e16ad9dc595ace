// Another secret without a gap: a second one is stored while the one in use goes on working, tested, and takes over.

import { Button, List, PasswordInput, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import { storeNextSecret } from "../../api/next-secrets.ts";
import { fieldErrors } from "../../api/problem.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { tellDone } from "../../components/tell.tsx";
import { isSecretsId, momentOfDay } from "../../forms/entered-settings.ts";
import { errorTexts } from "../../forms/error-texts.ts";
import { SecretState } from "./secret-state.tsx";
import { Section } from "./tab-frame.tsx";
import { useKeepConnection } from "./use-connection-draft.ts";
import { WaitingSecret } from "./waiting-secret.tsx";

export interface SecondSecret {
  readonly clientSecret: string;
  readonly secretExpiresOn: string;
}

export const noSecret: SecondSecret = { clientSecret: "", secretExpiresOn: "" };

interface RotationSectionProps {
  readonly connection: ConnectionView;
  /** What is typed of a second secret, which is lost where nobody keeps it. */
  readonly entered: SecondSecret;
  readonly onChange: (entered: SecondSecret) => void;
}

function SecondSecretFields({
  entered,
  onChange,
  errors,
}: Omit<RotationSectionProps, "connection"> & {
  readonly errors: Readonly<Record<string, string>>;
}) {
  const looksLikeId = isSecretsId(entered.clientSecret)
    ? "This looks like the secret’s ID: paste its Value."
    : "Its value, not its ID. It is stored encrypted and never shown again.";
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }}>
      <PasswordInput
        label="Second client secret"
        description={looksLikeId}
        inputWrapperOrder={["label", "input", "description", "error"]}
        value={entered.clientSecret}
        error={errors.clientSecret}
        onChange={({ currentTarget }) => onChange({ ...entered, clientSecret: currentTarget.value })}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ "aria-label": "Show or hide the second client secret" }}
        required
      />
      <TextInput
        label="Second secret expires on"
        description="Optional, as Entra shows it."
        inputWrapperOrder={["label", "input", "description", "error"]}
        type="date"
        max="9999-12-30"
        value={entered.secretExpiresOn}
        error={errors.secretExpiresAt}
        onChange={({ currentTarget }) => onChange({ ...entered, secretExpiresOn: currentTarget.value })}
      />
    </SimpleGrid>
  );
}

function StoreForm({ connection: { id }, entered, onChange }: RotationSectionProps) {
  const keep = useKeepConnection(id);
  const form = useForm<Record<string, never>>({ initialValues: {} });
  const store = useMutation({
    mutationFn: () =>
      storeNextSecret(id, {
        clientSecret: entered.clientSecret,
        secretExpiresAt: momentOfDay(entered.secretExpiresOn),
      }),
    onSuccess: (saved) => {
      keep(saved);
      onChange(noSecret);
      tellDone("Second secret stored", "The one in use goes on working. Test the second one now.");
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  return (
    <form
      noValidate
      aria-label="Second secret"
      onSubmit={(event) => {
        event.preventDefault();
        if (entered.clientSecret === "") form.setErrors({ clientSecret: "Enter the value of the secret." });
        else store.mutate();
      }}
    >
      <Stack>
        <SecondSecretFields
          entered={entered}
          onChange={(changed) => {
            form.clearErrors();
            onChange(changed);
          }}
          errors={errorTexts(form.errors)}
        />
        {store.error !== null && (
          <ProblemAlert error={store.error} title="The second secret was not stored" />
        )}
        <Stack align="flex-start">
          <Button type="submit" variant="default" loading={store.isPending}>
            Store second secret
          </Button>
        </Stack>
      </Stack>
    </form>
  );
}

export function RotationSection(props: RotationSectionProps) {
  const { connection } = props;
  const { nextSecret } = connection;
  return (
    <Section title="Rotate the secret">
      <Text size="sm" c="dimmed" component="div">
        Without a moment in which the connection cannot run:
        <List type="ordered" size="sm" mt={4}>
          <List.Item>Make a second client secret in the app registration, and store it here.</List.Item>
          <List.Item>Test it. The one in use goes on working.</List.Item>
          <List.Item>Let it take over, then delete the old one in the app registration.</List.Item>
        </List>
      </Text>
      <SecretState label="In use" note={connection.secret} />
      {nextSecret === null ? (
        <StoreForm {...props} />
      ) : (
        <WaitingSecret key={nextSecret.storedAt} connectionId={connection.id} note={nextSecret} />
      )}
    </Section>
  );
}
