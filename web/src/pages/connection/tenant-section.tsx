// The tenant and the secret of a connection: changed settings are saved only after they have passed the connection test.

import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconPlugConnected } from "@tabler/icons-react";
import { useState } from "react";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import type { Versioned } from "../../api/client.ts";
import { fieldErrors } from "../../api/problem.ts";
import { tellDone } from "../../components/tell.tsx";
import { ConnectionTestDialog } from "../../forms/connection-test-dialog.tsx";
import { DraftForm } from "../../forms/draft-form.tsx";
import { type EnteredSettings, isSameTest, settingsErrors } from "../../forms/entered-settings.ts";
import { errorTexts } from "../../forms/error-texts.ts";
import { SettingsFields } from "../../forms/settings-fields.tsx";
import type { Draft } from "../../forms/use-draft.ts";
import { Section } from "./tab-frame.tsx";
import {
  needsTest,
  type TenantValues,
  tenantChangeOf,
  tenantOf,
  tenantTestOf,
  tenantWords,
} from "./tenant-values.ts";
import { useConnectionDraft } from "./use-connection-draft.ts";

export const useTenantDraft = (connection: Versioned<ConnectionView>): Draft<TenantValues> =>
  useConnectionDraft<TenantValues>({
    connection,
    valuesOf: tenantOf,
    changeOf: (values) => tenantChangeOf(values, connection.value),
    validate: ({ entered }) => settingsErrors(entered, true),
    onSaved: () => tellDone("Tenant and secret saved", "The next run uses them."),
  });

interface TenantSectionProps {
  readonly connection: ConnectionView;
  readonly draft: Draft<TenantValues>;
}

function TestButton({ isFirst, onTest }: { readonly isFirst: boolean; readonly onTest: () => void }) {
  return (
    <Button
      variant={isFirst ? "filled" : "default"}
      leftSection={<IconPlugConnected size={16} aria-hidden />}
      onClick={onTest}
    >
      Test connection
    </Button>
  );
}

export function TenantSection({ connection, draft }: TenantSectionProps) {
  const { form } = draft;
  const [isTesting, setIsTesting] = useState(false);
  /** What has passed, as it was entered. */
  const [passed, setPassed] = useState<EnteredSettings | null>(null);
  const { entered } = form.values;
  const mustPass = draft.isChanged && needsTest(form.values, connection);
  const hasPassed = passed !== null && isSameTest(passed, entered);
  const isWaiting = mustPass && !hasPassed;
  const test = (): void => {
    if (!form.validate().hasErrors) setIsTesting(true);
  };
  return (
    <Section title="Tenant and secret">
      <DraftForm
        draft={draft}
        what="tenant and secret"
        words={tenantWords}
        saveLabel="Save tenant and secret"
        notYet={isWaiting ? "These settings must pass the connection test before they are saved." : null}
        acts={<TestButton isFirst={isWaiting} onTest={test} />}
      >
        <Stack>
          <SettingsFields
            value={entered}
            onChange={(changed) => form.setValues({ entered: changed })}
            errors={errorTexts(form.errors)}
            hasStoredSecret
          />
          {mustPass && hasPassed && (
            <Alert color="green" icon={<IconCircleCheck />} role="status">
              <Text size="sm">These settings have passed the connection test. Save them now.</Text>
            </Alert>
          )}
        </Stack>
      </DraftForm>
      <ConnectionTestDialog
        isOpen={isTesting}
        onClose={() => setIsTesting(false)}
        input={tenantTestOf(form.values, connection)}
        onPassed={() => setPassed(entered)}
        onRefused={(error) => form.setErrors(fieldErrors(error))}
      />
    </Section>
  );
}
