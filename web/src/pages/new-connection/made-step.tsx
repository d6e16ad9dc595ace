// Where the connection is made and its advanced settings were not saved: they can be mended and sent again.

import { Button, Stack, Text } from "@mantine/core";
import { Link } from "react-router";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { paths } from "../../paths.ts";
import { AdvancedSettings } from "./advanced-settings.tsx";
import { Section, StepFrame } from "./step-frame.tsx";
import type { NewConnection } from "./use-new-connection.ts";

interface MadeStepProps {
  readonly connection: NewConnection;
  readonly made: ConnectionView;
}

export function MadeStep({ connection, made }: MadeStepProps) {
  const { error, create, isCreating } = connection;
  return (
    <StepFrame
      title="The connection is made"
      lead="Its advanced settings are still to be saved."
      aside={
        <Text size="sm">
          What you chose is still here. Mend what was refused and save it again, or set it later on the
          connection’s own page.
        </Text>
      }
      onSubmit={() => {
        create();
        return true;
      }}
      told={error !== null && <ProblemAlert error={error} title="The advanced settings were not saved." />}
      buttons={
        <>
          <Button variant="default" component={Link} to={paths.connection(made.id)}>
            Open the connection
          </Button>
          <Button type="submit" loading={isCreating}>
            Save the advanced settings
          </Button>
        </>
      }
    >
      <Section title="Advanced settings">
        <Stack>
          <AdvancedSettings connection={connection} />
        </Stack>
      </Section>
    </StepFrame>
  );
}
