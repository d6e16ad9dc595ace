// The second step: what the connection is called, which hosts it brings, and how to reach the tenant.

import { Button, Group, List, Stack, Text, Title } from "@mantine/core";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { ProfileFields } from "../../forms/profile-fields.tsx";
import { SettingsFields } from "../../forms/settings-fields.tsx";
import { isOfLastStep } from "./draft.ts";
import { StandingLine } from "./standing-line.tsx";
import { Section, StepFrame } from "./step-frame.tsx";
import type { NewConnection } from "./use-new-connection.ts";

interface StepProps {
  readonly connection: NewConnection;
}

function Profile({ connection: { draft, change, errors, name, isNamePending } }: StepProps) {
  return (
    <Section title="Profile">
      <ProfileFields
        value={{ name, description: draft.description, tags: draft.tags }}
        onChange={change}
        errors={errors}
        proposal={isNamePending && draft.name === null ? "pending" : "there"}
      />
    </Section>
  );
}

function WhereToFindIt() {
  return (
    <Stack gap="sm">
      <Title order={3} size="h5">
        Where to find it
      </Title>
      <Text size="sm">In the Microsoft Entra admin center, open your app under App registrations.</Text>
      <List size="sm" spacing="xs" withPadding>
        <List.Item>
          <b>Overview</b> has the Directory (tenant) ID and the Application (client) ID.
        </List.Item>
        <List.Item>
          <b>Certificates &amp; secrets</b> has the secret. Its <b>Value</b> is shown once, when it is made;
          make a new one where it is lost. <b>Expires</b> is beside it.
        </List.Item>
        <List.Item>
          <b>API permissions</b> must say <b>Granted</b> beside Device.Read.All, of type Application.
        </List.Item>
      </List>
      <Title order={3} size="h5">
        Test connection
      </Title>
      <Text size="sm">
        Five checks: network, TLS, credential, authorization, and one real device. Nothing is changed in your
        tenant. A pass is good for 15 minutes, and for exactly these settings.
      </Text>
    </Stack>
  );
}

function Buttons({ connection, onTest }: StepProps & { readonly onTest: () => void }) {
  const hasPassed = connection.pass.standing === "passed";
  return (
    <>
      <Button variant="default" onClick={() => connection.goTo(0)}>
        Back
      </Button>
      <Group gap="sm">
        <Button
          type={hasPassed ? "button" : "submit"}
          variant={hasPassed ? "default" : "filled"}
          onClick={hasPassed ? onTest : undefined}
        >
          {hasPassed ? "Test again" : "Test connection"}
        </Button>
        <Button type={hasPassed ? "submit" : "button"} disabled={!hasPassed}>
          Next: scope and schedule
        </Button>
      </Group>
    </>
  );
}

export function ProfileStep({ connection, onTest }: StepProps & { readonly onTest: () => void }) {
  const { draft, change, errors, error, pass, check, goTo } = connection;
  const isRefused = error !== null && Object.keys(errors).some((field) => !isOfLastStep(field));
  const goOn = (): boolean => {
    if (!check()) return false;
    if (pass.standing === "passed") goTo(2);
    else onTest();
    return true;
  };
  return (
    <StepFrame
      title="Profile and connection"
      lead="The next step opens when the connection test has passed with exactly these settings."
      aside={<WhereToFindIt />}
      onSubmit={goOn}
      told={
        <>
          {isRefused && <ProblemAlert error={error} title="The connection was not created." />}
          <StandingLine standing={pass.standing} />
        </>
      }
      buttons={<Buttons connection={connection} onTest={() => check() && onTest()} />}
    >
      <Profile connection={connection} />
      <Section title="Connection">
        <SettingsFields
          value={draft.settings}
          onChange={(settings) => change({ settings })}
          errors={errors}
        />
      </Section>
    </StepFrame>
  );
}
