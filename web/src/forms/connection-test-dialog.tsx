// Test Connection: five checks that tick one after another, each with what it saw and what to do where it failed.

import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useEffect, useEffectEvent, useState } from "react";
import type { CheckResultView, ConnectionTestBody } from "../../../src/contract/connection-test.ts";
import { checkNames, runConnectionTest, type TestEnd } from "../api/connection-tests.ts";
import { localTime } from "../components/moment-words.ts";
import { ProblemAlert } from "../components/problem-alert.tsx";
import { CheckRow } from "./check-row.tsx";

interface ConnectionTestDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** What is tested, from the moment on at which the dialog opens. */
  readonly input: ConnectionTestBody;
  readonly onPassed: (end: TestEnd) => void;
  /** The test was refused, e.g. because a field is wrong. */
  readonly onRefused?: (error: unknown) => void;
  /** On the button that closes it after a pass. */
  readonly doneLabel?: string;
}

interface Course {
  readonly checks: readonly CheckResultView[];
  readonly end: TestEnd | null;
  readonly error: unknown;
}

const begun: Course = { checks: [], end: null, error: null };

/** Begins as it is shown, and ends with it. */
function useCourse({
  input,
  onPassed,
  onRefused,
}: Pick<ConnectionTestDialogProps, "input" | "onPassed" | "onRefused">): Course {
  const [course, setCourse] = useState(begun);
  const run = useEffectEvent(async (signal: AbortSignal) => {
    try {
      const onCheck = (check: CheckResultView): void =>
        setCourse((before) => ({ ...before, checks: [...before.checks, check] }));
      const end = await runConnectionTest(input, onCheck, signal);
      if (signal.aborted) return;
      setCourse((before) => ({ ...before, end }));
      if (end.passed) onPassed(end);
    } catch (error) {
      if (signal.aborted) return;
      setCourse((before) => ({ ...before, error }));
      onRefused?.(error);
    }
  });
  useEffect(() => {
    const abort = new AbortController();
    void run(abort.signal);
    return () => abort.abort();
  }, []);
  return course;
}

function Verdict({ course: { checks, end, error } }: { readonly course: Course }) {
  if (error !== null) return <ProblemAlert error={error} title="The test did not come to its end." />;
  if (end === null)
    return (
      <Text size="sm" c="dimmed">
        Check {Math.min(checks.length + 1, checkNames.length)} of {checkNames.length} is under way.
      </Text>
    );
  if (!end.passed)
    return (
      <Alert color="red" icon={<IconAlertTriangle />} title="The test failed.">
        <Text size="sm">Do what the failed check says, then run the test again.</Text>
      </Alert>
    );
  return (
    <Alert
      color="green"
      icon={<IconCircleCheck />}
      title={
        <Text inherit c="var(--mantine-color-text)">
          All five checks passed.
        </Text>
      }
    >
      {end.validUntil !== null && (
        <Text size="sm">These settings can be saved till {localTime(end.validUntil)}.</Text>
      )}
    </Alert>
  );
}

type SequenceProps = Omit<ConnectionTestDialogProps, "isOpen"> & { readonly onAgain: () => void };

function Sequence({ onAgain, onClose, doneLabel = "Done", ...asked }: SequenceProps) {
  const course = useCourse(asked);
  const { checks, end, error } = course;
  const isOver = end !== null || error !== null;
  return (
    <Stack>
      <Stack gap={0} component="ol" p={0} m={0} aria-label="Checks">
        {checkNames.map((check, index) => (
          <CheckRow
            key={check}
            check={check}
            result={checks.find((one) => one.check === check) ?? null}
            isUnderWay={!isOver && index === checks.length}
          />
        ))}
      </Stack>
      <div aria-live="polite">
        <Verdict course={course} />
      </div>
      <Group justify="flex-end">
        {isOver && (
          <Button variant={end?.passed ? "default" : "filled"} onClick={onAgain}>
            Run again
          </Button>
        )}
        {end?.passed ? (
          <Button onClick={onClose}>{doneLabel}</Button>
        ) : (
          <Button variant="default" onClick={onClose}>
            {isOver ? "Close" : "Cancel"}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

export function ConnectionTestDialog({ isOpen, onClose, ...asked }: ConnectionTestDialogProps) {
  const [attempt, setAttempt] = useState(1);
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title="Test connection"
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": "Close the dialog" }}
    >
      <Sequence key={attempt} onClose={onClose} onAgain={() => setAttempt(attempt + 1)} {...asked} />
    </Modal>
  );
}
