// One entry of a log: when, how grave, what happened, and Microsoft Graph's own id of the request behind it.

import { ActionIcon, Anchor, CopyButton, Group, Text } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCheck,
  IconCopy,
  IconExclamationCircle,
  IconInfoCircle,
} from "@tabler/icons-react";
import { memo } from "react";
import { Link } from "react-router";
import type { LogEntryView } from "../../../src/contract/sync-run.ts";
import { paths } from "../paths.ts";
import styles from "./log-view.module.css";
import { exactTime, utcTime, wholeNumber } from "./moment-words.ts";

const looks = {
  info: { label: "Info", icon: IconInfoCircle, color: "dimmed" },
  warning: { label: "Warning", icon: IconExclamationCircle, color: "light-dark(#7a4b00, #ffd43b)" },
  error: { label: "Error", icon: IconAlertTriangle, color: "light-dark(#b02525, #ffa8a8)" },
} as const;

function RequestId({ id }: { readonly id: string }) {
  return (
    <Group gap={4} wrap="nowrap" component="span">
      <Text span inherit ff="monospace">
        request-id {id}
      </Text>
      <CopyButton value={id}>
        {({ copied, copy }) => (
          <ActionIcon
            size="xs"
            variant="subtle"
            color="gray"
            onClick={copy}
            aria-label={copied ? "Copied" : `Copy the request-id ${id}`}
          >
            {copied ? <IconCheck size={12} /> : <IconCopy size={12} />}
          </ActionIcon>
        )}
      </CopyButton>
    </Group>
  );
}

function detailWords(details: LogEntryView["details"]): string {
  return Object.entries(details)
    .filter(([name]) => name !== "runId")
    .map(([name, value]) => `${name} ${typeof value === "number" ? wholeNumber(value) : String(value)}`)
    .join(" · ");
}

interface LogEntryProps {
  readonly entry: LogEntryView;
  readonly hasRun: boolean;
}

function Below({ entry: { code, details, requestId, runId }, hasRun }: LogEntryProps) {
  const words = detailWords(details);
  return (
    <Group gap="0 10px" fz="xs" c="dimmed" component="div">
      {hasRun && (
        <Anchor component={Link} to={paths.run(runId)} inherit underline="always">
          Run {runId}
        </Anchor>
      )}
      <span>{code}</span>
      {words !== "" && <span>{words}</span>}
      {requestId !== null && <RequestId id={requestId} />}
    </Group>
  );
}

export const LogEntry = memo(function LogEntry({ entry, hasRun }: LogEntryProps) {
  const { at, level, message } = entry;
  const { label, icon: Sign, color } = looks[level];
  return (
    <li className={`${styles.entry} ${level === "info" ? "" : styles[level]}`}>
      <Text component="time" dateTime={at} title={utcTime(at)} fz="xs" c="dimmed" pt={2}>
        {exactTime(at)}
      </Text>
      <Group gap={4} wrap="nowrap" align="flex-start" c={color} fz="xs" pt={2}>
        <Sign size={15} aria-hidden />
        <span>{label}</span>
      </Group>
      <div className={styles.body}>
        <Text size="sm">{message}</Text>
        <Below entry={entry} hasRun={hasRun} />
      </div>
    </li>
  );
});
