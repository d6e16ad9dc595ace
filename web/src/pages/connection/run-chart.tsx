// A connection's last runs as stacked bars: what each did to assets. A bar leads to its run.

import { BarChart } from "@mantine/charts";
import "@mantine/charts/styles.css";
import { Group, Paper, Stack, Text } from "@mantine/core";
import { useNavigate } from "react-router";
import type { SyncRunView } from "../../../../src/contract/sync-run.ts";
import { isHeld } from "../../api/runs.ts";
import { axisMargin, countAxis } from "../../components/axis-ticks.ts";
import { localTime, wholeNumber } from "../../components/moment-words.ts";
import { runStateWords } from "../../components/state-badge.tsx";
import { modeWords, reasonWords } from "../../components/sync-words.ts";
import { paths } from "../../paths.ts";
import styles from "./run-chart.module.css";
import { barsOf } from "./run-chart-data.ts";

const series = [
  { name: "created", label: "New", color: "var(--run-created)" },
  { name: "updated", label: "Changed", color: "var(--run-updated)" },
  { name: "retired", label: "Retired", color: "var(--run-retired)" },
  { name: "failed", label: "Did not complete", color: "url(#did-not-complete)" },
];

function outcomeWords(run: SyncRunView): string | null {
  if (run.failure !== null && !isHeld(run))
    return `${runStateWords(run)}: ${reasonWords[run.failure.reason].toLowerCase()}`;
  return run.state === "completed" ? null : runStateWords(run);
}

function BarWords({ run }: { readonly run: SyncRunView | undefined }) {
  if (run === undefined) return null;
  const { created, updated, retired } = run.counters;
  const outcome = outcomeWords(run);
  return (
    <Paper withBorder shadow="md" px="sm" py="xs">
      <Text size="sm" fw={600}>
        Run {run.id}, {modeWords[run.mode].toLowerCase()}
      </Text>
      {run.startedAt !== null && (
        <Text size="xs" c="dimmed">
          {localTime(run.startedAt)}
        </Text>
      )}
      {outcome !== null && <Text size="sm">{outcome}</Text>}
      <Text size="sm">
        {wholeNumber(created)} new, {wholeNumber(updated)} changed, {wholeNumber(retired)} retired
      </Text>
    </Paper>
  );
}

function Legend() {
  return (
    <Group component="ul" gap="md" m={0} p={0} style={{ listStyle: "none" }}>
      {series.map(({ name, label }) => (
        <Group key={name} component="li" gap={6}>
          <span className={`${styles.swatch} ${styles[name]}`} aria-hidden />
          <Text size="sm">{label}</Text>
        </Group>
      ))}
    </Group>
  );
}

/** Stripes, so that colour alone does not tell what failed. */
function Stripes() {
  return (
    <defs>
      <pattern
        id="did-not-complete"
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="6" height="6" fill="var(--run-failed)" />
        <rect width="2" height="6" fill="var(--mantine-color-body)" />
      </pattern>
    </defs>
  );
}

export function RunChart({ runs }: { readonly runs: readonly SyncRunView[] }) {
  const navigate = useNavigate();
  const { bars, ticks, cutIds } = barsOf(runs);
  const byLabel = new Map(runs.map((run) => [`Run ${run.id}`, run]));
  const follow = (_bar: unknown, index: number): void => {
    const bar = bars[index];
    if (bar !== undefined) void navigate(paths.run(bar.id));
  };
  return (
    <Stack gap="sm" className={styles.chart}>
      <Legend />
      <div role="img" aria-label="What each of the last runs did to assets. The table says the same.">
        <BarChart
          h={240}
          data={[...bars]}
          dataKey="label"
          series={series}
          type="stacked"
          accessibilityLayer={false}
          maxBarWidth={36}
          valueFormatter={wholeNumber}
          xAxisProps={{ minTickGap: 24 }}
          yAxisProps={{ ...countAxis(ticks.at(-1) ?? 1), allowDataOverflow: true }}
          barChartProps={axisMargin}
          tooltipProps={{ content: ({ label }) => <BarWords run={byLabel.get(String(label))} /> }}
          barProps={({ name }) => ({
            onClick: follow,
            cursor: "pointer",
            // The whole height can be pressed, however low the bar.
            ...(name === "created" && { background: { fill: "transparent" } }),
          })}
        >
          <Stripes />
        </BarChart>
      </div>
      {cutIds.length > 0 && (
        <Text size="xs" c="dimmed">
          The {cutIds.length === 1 ? "bar" : "bars"} of run {cutIds.join(", ")} would be far higher, and{" "}
          {cutIds.length === 1 ? "is" : "are"} cut off, so that the others can be read.
        </Text>
      )}
    </Stack>
  );
}
