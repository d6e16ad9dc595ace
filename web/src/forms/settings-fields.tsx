// The fields that say how to reach a tenant, and as whom.

import { Alert, PasswordInput, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { Disclosure } from "../components/disclosure.tsx";
import { CloudField } from "./cloud-field.tsx";
import { type EnteredSettings, type FieldErrors, isSecretsId } from "./entered-settings.ts";

interface SettingsFieldsProps {
  readonly value: EnteredSettings;
  readonly onChange: (value: EnteredSettings) => void;
  /** By the names of the request's fields, e.g. `settings.tenantId`. */
  readonly errors: FieldErrors;
  /** One is stored already: where none is entered it stays. */
  readonly hasStoredSecret?: boolean;
}

type Change = (changed: Partial<EnteredSettings>) => void;
type PartProps = Omit<SettingsFieldsProps, "onChange"> & { readonly change: Change };

function IdFields({ value, change, errors }: PartProps) {
  return (
    <>
      <TextInput
        label="Directory (tenant) ID"
        description="A GUID, or a verified domain of the tenant."
        inputWrapperOrder={["label", "input", "description", "error"]}
        value={value.tenantId}
        onChange={({ currentTarget }) => change({ tenantId: currentTarget.value })}
        error={errors["settings.tenantId"]}
        autoComplete="off"
        spellCheck={false}
        required
      />
      <TextInput
        label="Application (client) ID"
        description="A GUID, from the app's Overview."
        inputWrapperOrder={["label", "input", "description", "error"]}
        value={value.clientId}
        onChange={({ currentTarget }) => change({ clientId: currentTarget.value })}
        error={errors["settings.clientId"]}
        autoComplete="off"
        spellCheck={false}
        required
      />
    </>
  );
}

function SecretFields({ value, change, errors, hasStoredSecret = false }: PartProps) {
  const about = hasStoredSecret
    ? "One is stored. Leave this empty to keep it."
    : "Its value, not its ID. It is stored encrypted and never shown again.";
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }}>
      <Stack gap="xs">
        <PasswordInput
          label="Client secret"
          description={about}
          inputWrapperOrder={["label", "input", "description", "error"]}
          value={value.clientSecret}
          onChange={({ currentTarget }) => change({ clientSecret: currentTarget.value })}
          error={errors.clientSecret}
          // A browser that fills in a password of its own would send it to Microsoft.
          autoComplete="new-password"
          visibilityToggleButtonProps={{ "aria-label": "Show or hide the client secret" }}
          required={!hasStoredSecret}
        />
        {isSecretsId(value.clientSecret) && (
          <Alert color="yellow" py="xs" role="status">
            <Text size="sm">
              This looks like the secret’s ID. Copy its <b>Value</b>: Entra shows it once, when the secret is
              made.
            </Text>
          </Alert>
        )}
      </Stack>
      <TextInput
        label="Secret expires on"
        description="Optional, as Entra shows it: you are warned 30, 14, 7 and 1 days ahead."
        inputWrapperOrder={["label", "input", "description", "error"]}
        type="date"
        max="9999-12-30"
        value={value.secretExpiresOn}
        onChange={({ currentTarget }) => change({ secretExpiresOn: currentTarget.value })}
        error={errors.secretExpiresAt}
      />
    </SimpleGrid>
  );
}

function EndpointField({ value: { tokenEndpoint }, change, errors }: PartProps) {
  return (
    <Select
      label="Token endpoint"
      description="Leave it at v1 unless Microsoft or your policy asks for v2."
      inputWrapperOrder={["label", "input", "description", "error"]}
      data={[
        { value: "v1", label: "v1 – /oauth2/token" },
        { value: "v2", label: "v2 – /oauth2/v2.0/token" },
      ]}
      value={tokenEndpoint}
      onChange={(endpoint) => change({ tokenEndpoint: endpoint === "v2" ? "v2" : "v1" })}
      error={errors["settings.tokenEndpoint"]}
      allowDeselect={false}
    />
  );
}

export function SettingsFields({ value, onChange, ...rest }: SettingsFieldsProps) {
  const part: PartProps = { value, change: (changed) => onChange({ ...value, ...changed }), ...rest };
  return (
    <Stack>
      <CloudField
        value={value.cloud}
        onChange={(cloud) => part.change({ cloud })}
        error={rest.errors["settings.cloud"]}
      />
      <IdFields {...part} />
      <SecretFields {...part} />
      <Disclosure
        label="More settings"
        isForced={rest.errors["settings.tokenEndpoint"] !== undefined}
        isOpenAtFirst={value.tokenEndpoint !== "v1"}
      >
        <EndpointField {...part} />
      </Disclosure>
    </Stack>
  );
}
