// The third step: what is brought, when, and the settings that most leave as they are.

import { Alert, Button, Checkbox, Group, Stack, Text, Title } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import { isProblem, ServerUnreachable } from "../../api/problem.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { ScheduleFields } from "../../forms/schedule-fields.tsx";
import { AdvancedSettings } from "./advanced-settings.tsx";
import { DraftSummary } from "./draft-summary.tsx";
import { StandingLine } from "./standing-line.tsx";
import { Section, StepFrame } from "./step-frame.tsx";
import type { NewConnection } from "./use-new-connection.ts";

interface ScopeStepProps {
  readonly connection: NewConnection;
  readonly onTest: () => void;
}

/** An answer that got lost may have been that it is created. */
const titleOf = (error: Error): string =>
  error instanceof ServerUnreachable
    ? "No answer came. Create it again when the server is back: nothing is made twice."
    : "The connection was not created.";

function Told({ connection: { pass, error }, onTest }: ScopeStepProps) {
  if (pass.standing !== "passed")
    return (
      <Alert color="yellow" icon={<IconClock />} title="Test the connection once more" role="alert">
        <Stack gap="xs">
          <StandingLine standing={pass.standing} />
          <Group>
            <Button size="xs" onClick={onTest}>
              Test again
            </Button>
          </Group>
        </Stack>
      </Alert>
    );
  if (error === null || isProblem(error, "connection.not_tested")) return null;
  return <ProblemAlert error={error} title={titleOf(error)} />;
}

function WhatHappensNext() {
  return (
    <>
      <Title order={3} size="h5">
        What happens next
      </Title>
      <Text size="sm">
        The connection is shown as <b>Registered</b>, then <b>Scheduled</b>. Its first run is a full pull of
        every device; later runs fetch only what has changed. You can press “Run now” on its page instead of
        waiting.
      </Text>
    </>
  );
}

export function ScopeStep({ connection, onTest }: ScopeStepProps) {
  const { draft, change, errors, pass, goTo, create, isCreating } = connection;
  const hasPassed = pass.standing === "passed";
  return (
    <StepFrame
      title="Scope and schedule"
      lead="What is brought into the inventory, and when."
      aside={
        <Stack gap="sm">
          <DraftSummary connection={connection} />
          <WhatHappensNext />
        </Stack>
      }
      onSubmit={() => {
        if (hasPassed && !isCreating) create();
        return true;
      }}
      told={<Told connection={connection} onTest={onTest} />}
      buttons={
        <>
          <Button variant="default" onClick={() => goTo(1)} disabled={isCreating}>
            Back
          </Button>
          <Button type="submit" loading={isCreating} disabled={!hasPassed}>
            Create connection
          </Button>
        </>
      }
    >
      <Section title="Data to sync">
        <Checkbox
          label="Assets (host assets)"
          description="The only data that this connector brings."
          checked
          disabled
          readOnly
        />
      </Section>
      <Section title="Schedule">
        <ScheduleFields
          value={draft.schedule}
          onChange={(schedule) => change({ schedule })}
          errors={errors}
        />
      </Section>
      <Section title="Advanced settings">
        <AdvancedSettings connection={connection} />
      </Section>
    </StepFrame>
  );
}
