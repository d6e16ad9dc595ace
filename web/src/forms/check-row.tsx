// One of the five checks: whether it passed, how long it took, what it saw, and what to do where it failed.

import { Alert, Box, Group, Loader, Stack, Table, Text, ThemeIcon } from "@mantine/core";
import { IconCheck, IconCircleDashed, IconInfoCircle, IconMinus, IconX } from "@tabler/icons-react";
import type { CheckResultView } from "../../../src/contract/connection-test.ts";
import { Disclosure } from "../components/disclosure.tsx";
import { duration } from "../components/moment-words.ts";
import classes from "./check-row.module.css";

interface CheckRowProps {
  readonly check: CheckResultView["check"];
  /** Null: it has not ended. */
  readonly result: CheckResultView | null;
  readonly isUnderWay: boolean;
}

const labels: Readonly<Record<CheckResultView["check"], string>> = {
  network: "Network reachability",
  tls: "TLS handshake",
  credential: "Authentication credential",
  authorization: "Authorization scope",
  data_fetch: "Data fetch",
};

const looks = {
  passed: { words: "Passed", color: "green", icon: IconCheck },
  failed: { words: "Failed", color: "red", icon: IconX },
  not_run: { words: "Not run", color: "gray", icon: IconMinus },
  waiting: { words: "Waiting", color: "gray", icon: IconCircleDashed },
} as const;

function Sign({ result, isUnderWay }: Pick<CheckRowProps, "result" | "isUnderWay">) {
  if (isUnderWay) return <Loader size={22} aria-hidden />;
  const { color, icon: Icon } = looks[result?.status ?? "waiting"];
  return (
    <ThemeIcon size={24} radius="xl" variant="light" color={color} aria-hidden>
      <Icon size={16} />
    </ThemeIcon>
  );
}

function statusWords({ result, isUnderWay }: Pick<CheckRowProps, "result" | "isUnderWay">): string {
  if (isUnderWay) return "Running";
  const { words } = looks[result?.status ?? "waiting"];
  if (result === null || result.status === "not_run") return words;
  const { durationMs } = result;
  return `${words} in ${durationMs < 1000 ? `${Math.ceil(durationMs)} ms` : duration(durationMs)}`;
}

function Evidence({ evidence }: Pick<CheckResultView, "evidence">) {
  return (
    <Table withRowBorders={false} verticalSpacing={2} fz="xs" layout="fixed">
      <Table.Tbody>
        {evidence.map(({ label, value }) => (
          <Table.Tr key={`${label} ${value}`}>
            <Table.Th scope="row" fw={500} c="dimmed" w="40%" className={classes.evidence}>
              {label}
            </Table.Th>
            <Table.Td className={classes.evidence}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Outcome({
  result: { status, code, summary, evidence, advice },
}: {
  readonly result: CheckResultView;
}) {
  if (status === "not_run") return null;
  const hasFailed = status === "failed";
  return (
    <Stack gap="xs">
      {summary !== "" && <Text size="sm">{summary}</Text>}
      {advice !== null && (
        <Alert
          color={hasFailed ? "red" : "yellow"}
          icon={<IconInfoCircle />}
          title={hasFailed ? "What to do" : "Worth a look"}
        >
          <Text size="sm">{advice}</Text>
          {code !== null && (
            <Text size="xs" c="dimmed" mt={4}>
              {code}
            </Text>
          )}
        </Alert>
      )}
      {evidence.length > 0 && (
        <Disclosure label="What it saw" isOpenAtFirst={hasFailed}>
          <Evidence evidence={evidence} />
        </Disclosure>
      )}
    </Stack>
  );
}

export function CheckRow({ check, result, isUnderWay }: CheckRowProps) {
  return (
    <Group component="li" className={classes.row} gap="sm" align="flex-start" wrap="nowrap" py="xs">
      <Box w={24} h={24} className={classes.sign}>
        <Sign result={result} isUnderWay={isUnderWay} />
      </Box>
      <Stack gap={4} flex={1} miw={0}>
        <Group justify="space-between" gap="xs">
          <Text fw={600} size="sm">
            {labels[check]}
          </Text>
          <Text size="sm" c="dimmed">
            {statusWords({ result, isUnderWay })}
          </Text>
        </Group>
        {result !== null && <Outcome result={result} />}
      </Stack>
    </Group>
  );
}
