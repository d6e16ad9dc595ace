// Connects a tenant in three steps.

import { Stack, Stepper } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconLock } from "@tabler/icons-react";
import { Navigate } from "react-router";
import { useMay } from "../../api/session.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { Page } from "../../components/page.tsx";
import { UnsavedGuard } from "../../components/unsaved-guard.tsx";
import { ConnectionTestDialog } from "../../forms/connection-test-dialog.tsx";
import { paths } from "../../paths.ts";
import { AuthenticateStep } from "./authenticate-step.tsx";
import { testBodyOf } from "./draft.ts";
import { MadeStep } from "./made-step.tsx";
import { ProfileStep } from "./profile-step.tsx";
import { ScopeStep } from "./scope-step.tsx";
import { type NewConnection, type StepIndex, useNewConnection } from "./use-new-connection.ts";

interface StepsProps {
  readonly connection: NewConnection;
}

function Steps({ connection: { step, goTo, made, pass, isCreating } }: StepsProps) {
  const mayGo = made === null && !isCreating;
  return (
    <Stepper
      active={made === null ? step : 3}
      onStepClick={(index) => goTo(index as StepIndex)}
      size="sm"
      aria-label="Steps"
    >
      <Stepper.Step label="Authenticate" allowStepSelect={mayGo} />
      <Stepper.Step label="Profile and connection" allowStepSelect={mayGo} />
      <Stepper.Step label="Scope and schedule" allowStepSelect={mayGo && pass.standing === "passed"} />
    </Stepper>
  );
}

function Step({ connection, onTest }: StepsProps & { readonly onTest: () => void }) {
  if (connection.made !== null) return <MadeStep connection={connection} made={connection.made} />;
  switch (connection.step) {
    case 0:
      return <AuthenticateStep connection={connection} />;
    case 1:
      return <ProfileStep connection={connection} onTest={onTest} />;
    case 2:
      return <ScopeStep connection={connection} onTest={onTest} />;
  }
}

function Wizard() {
  const connection = useNewConnection();
  const { draft, pass, refuse, isChanged, isDone, made } = connection;
  const [isTesting, { open, close }] = useDisclosure(false);
  if (isDone && made !== null) return <Navigate replace to={paths.connection(made.id)} />;
  return (
    <Stack gap="lg" maw={1200}>
      <UnsavedGuard isChanged={isChanged} what="the new connection" />
      <Steps connection={connection} />
      <Step connection={connection} onTest={open} />
      <ConnectionTestDialog
        isOpen={isTesting}
        onClose={close}
        input={testBodyOf(draft)}
        onPassed={(end) => pass.accept(draft.settings, end)}
        onRefused={refuse}
      />
    </Stack>
  );
}

export function NewConnectionPage() {
  const mayConnect = useMay("operator");
  return (
    <Page
      title="New connection"
      above={[{ label: "Connections", to: paths.connections }]}
      lead="Microsoft Entra ID (Devices)"
    >
      {mayConnect ? (
        <Wizard />
      ) : (
        <EmptyState icon={IconLock} title="Your role may not make connections.">
          Operators and administrators may. Ask one of them, or an administrator for another role.
        </EmptyState>
      )}
    </Page>
  );
}
