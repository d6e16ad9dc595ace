// A connection's last runs, as a chart or as a table that says the same.

import { Group, SegmentedControl, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { latestRunsQuery } from "../../api/runs.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { RunTable } from "./run-table.tsx";

// Charts weigh more than everything else that this page needs.
const RunChart = lazy(async () => ({ default: (await import("./run-chart.tsx")).RunChart }));

const shownRuns = 30;

export function RunHistory({ connectionId }: { readonly connectionId: number }) {
  const { data, error, refetch } = useQuery(latestRunsQuery(connectionId, shownRuns));
  const [form, setForm] = useState("chart");
  if (error !== null && data === undefined) return <ProblemAlert error={error} onRetry={refetch} />;
  const waiting = <Skeleton h={260} aria-busy role="status" aria-label="Loading" />;
  if (data === undefined) return waiting;
  return (
    <Stack gap="sm">
      <Group justify="flex-end">
        <SegmentedControl
          aria-label="Show the runs as"
          size="xs"
          value={form}
          onChange={setForm}
          data={[
            { value: "chart", label: "Chart" },
            { value: "table", label: "Table" },
          ]}
        />
      </Group>
      {form === "chart" ? (
        <Suspense fallback={waiting}>
          <RunChart runs={data.items} />
        </Suspense>
      ) : (
        <RunTable runs={data.items} />
      )}
    </Stack>
  );
}
