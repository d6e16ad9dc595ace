// How far a run is: what it is doing, how many devices it has fetched, how fast, and how long it still takes.

import { Group, Paper, Progress, Stack, Text } from "@mantine/core";
import type { RunProgressView, SyncRunView } from "../../../src/contract/sync-run.ts";
import { useRunProgress } from "../api/runs.ts";
import { duration, wholeNumber } from "./moment-words.ts";
import { CancelRunButton } from "./run-acts.tsx";
import { phaseWords } from "./run-words.ts";
import { modeWords } from "./sync-words.ts";

interface ProgressNumbers {
  readonly fetched: number;
  readonly expected: number | null;
  /** 0 to 100, where an end is known. */
  readonly percent: number | null;
}

function numbersOf(run: SyncRunView, progress: RunProgressView | null): ProgressNumbers {
  const { counters, expectedDevices: expected } = progress ?? run;
  const { fetched } = counters;
  const isCounting = run.state === "running" && (progress === null || progress.phase === "listing");
  const percent =
    isCounting && expected !== null && expected > 0
      ? Math.min(100, Math.floor((100 * fetched) / expected))
      : null;
  return { fetched, expected, percent };
}

function Bar({ percent, size }: { readonly percent: number | null; readonly size: "xs" | "md" }) {
  const isKnown = percent !== null;
  return (
    <Progress
      size={size}
      value={percent ?? 100}
      striped={!isKnown}
      animated={!isKnown}
      aria-label="Progress of the run"
      {...(!isKnown && { "aria-valuetext": "No end is known yet" })}
    />
  );
}

const rateWords = ({ devicesPerSecond }: RunProgressView): string =>
  `${wholeNumber(devicesPerSecond)} devices a second`;

function phaseOf(run: SyncRunView, progress: RunProgressView | null): string {
  if (run.state === "queued") return "Waiting for its turn";
  if (progress !== null) return phaseWords(progress.phase);
  return run.counters.fetched > 0 ? "Under way" : "Beginning";
}

/** For a row of a list. */
export function RunProgressLine({ run }: { readonly run: SyncRunView }) {
  const progress = useRunProgress(run);
  const { fetched, percent } = numbersOf(run, progress);
  const words = [
    percent === null ? phaseOf(run, progress) : `${percent} %`,
    progress === null ? `${wholeNumber(fetched)} fetched` : rateWords(progress),
  ];
  return (
    <Stack gap={4} maw={260}>
      <Bar percent={percent} size="xs" />
      <Text size="xs" c="dimmed">
        {run.state === "queued" ? words[0] : words.join(" · ")}
      </Text>
    </Stack>
  );
}

function Figure({ label, children }: { readonly label: string; readonly children: string }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text fw={600}>{children}</Text>
    </div>
  );
}

/** The whole of it, with a button that ends it. */
export function RunProgressPanel({ run }: { readonly run: SyncRunView }) {
  const progress = useRunProgress(run);
  const { fetched, expected, percent } = numbersOf(run, progress);
  const secondsLeft = progress?.secondsLeft ?? null;
  return (
    <Paper withBorder p="md" component="section" aria-label="Run under way">
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start">
          <div>
            <Text fw={600}>{phaseOf(run, progress)}</Text>
            <Text size="sm" c="dimmed">
              {modeWords[run.mode]}, run {run.id}
            </Text>
          </div>
          <CancelRunButton run={run} />
        </Group>
        <Bar percent={percent} size="md" />
        <Group gap="xl">
          <Figure label="Fetched">
            {expected === null
              ? `${wholeNumber(fetched)} devices`
              : `${wholeNumber(fetched)} of ${wholeNumber(expected)} devices`}
          </Figure>
          {percent !== null && <Figure label="Done">{`${percent} %`}</Figure>}
          {progress !== null && <Figure label="Rate">{rateWords(progress)}</Figure>}
          {secondsLeft !== null && <Figure label="Time left">{duration(secondsLeft * 1000)}</Figure>}
        </Group>
      </Stack>
    </Paper>
  );
}
