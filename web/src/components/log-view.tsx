// A log, the newest entry at the end: it stays at its end while more comes, until somebody reads further up.

import { Button, Group, SegmentedControl, Skeleton, Stack, Switch, Text } from "@mantine/core";
import { useLayoutEffect, useRef, useState } from "react";
import type { LogEntryView } from "../../../src/contract/sync-run.ts";
import { type Log, useLog } from "../api/use-log.ts";
import { LogEntry } from "./log-entry.tsx";
import styles from "./log-view.module.css";
import { counted } from "./moment-words.ts";
import { ProblemAlert } from "./problem-alert.tsx";

const levelChoices = [
  { value: "all", label: "All" },
  { value: "warning", label: "Warnings and errors" },
  { value: "error", label: "Errors" },
];

const levelsOf: Readonly<Record<string, readonly LogEntryView["level"][]>> = {
  all: [],
  warning: ["warning", "error"],
  error: ["error"],
};

function Entries({ log, hasRun, isFollowed }: { log: Log; hasRun: boolean; isFollowed: boolean }) {
  const box = useRef<HTMLElement>(null);
  const { entries } = log;
  const firstId = entries[0]?.id;
  const lastId = entries.at(-1)?.id;
  const before = useRef<{ firstId: number | undefined; height: number }>({ firstId: undefined, height: 0 });
  // The end stays in sight as more comes, and what is read stays where it is as earlier entries come above it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another first or last entry is what moves the text.
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const { firstId: wasFirst, height } = before.current;
    const cameAbove = wasFirst !== undefined && firstId !== undefined && firstId < wasFirst;
    if (cameAbove) element.scrollTop += element.scrollHeight - height;
    else if (isFollowed || wasFirst === undefined) element.scrollTop = element.scrollHeight;
    before.current = { firstId, height: element.scrollHeight };
  }, [firstId, lastId, isFollowed]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
    <section className={styles.scroll} ref={box} tabIndex={0} aria-label="Log entries">
      {log.hasEarlier && (
        <Group justify="center" p="xs">
          <Button size="xs" variant="default" loading={log.isLoadingEarlier} onClick={log.loadEarlier}>
            Show earlier entries
          </Button>
        </Group>
      )}
      <ol className={styles.list}>
        {entries.map((entry) => (
          <LogEntry key={entry.id} entry={entry} hasRun={hasRun} />
        ))}
      </ol>
    </section>
  );
}

interface LogViewProps {
  readonly path: string;
  /** The connection whose run is under way, so that its entries come by themselves. */
  readonly following: { readonly connectionId: number } | null;
  /** Each entry leads to its run. */
  readonly hasRun?: boolean;
  readonly level: string;
  readonly onLevel: (level: string) => void;
}

function Body({ log, hasRun, isFollowed }: { log: Log; hasRun: boolean; isFollowed: boolean }) {
  if (log.isLoading) return <Skeleton h={240} aria-busy role="status" aria-label="Loading" />;
  return (
    <>
      {log.error !== null && <ProblemAlert error={log.error} onRetry={log.retry} />}
      {log.entries.length > 0 && <Entries log={log} hasRun={hasRun} isFollowed={isFollowed} />}
      {log.entries.length === 0 && log.error === null && (
        <Text c="dimmed" py="md">
          Nothing of this kind is in the log.
        </Text>
      )}
    </>
  );
}

export function LogView({ path, following, hasRun = false, level, onLevel }: LogViewProps) {
  const [isFollowed, setFollowed] = useState(true);
  const log = useLog({ path, levels: levelsOf[level] ?? [], following });
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <SegmentedControl
          aria-label="Level"
          size="xs"
          data={levelChoices}
          value={level in levelsOf ? level : "all"}
          onChange={onLevel}
        />
        <Group>
          {following !== null && (
            <Switch
              label="Follow the newest"
              checked={isFollowed}
              onChange={({ currentTarget }) => setFollowed(currentTarget.checked)}
            />
          )}
          <Text size="sm" c="dimmed">
            {counted(log.entries.length, "entry", "entries")}
            {log.hasEarlier && " shown"}
          </Text>
        </Group>
      </Group>
      <Body
        key={`${path} ${level}`}
        log={log}
        hasRun={hasRun}
        isFollowed={isFollowed && following !== null}
      />
    </Stack>
  );
}
