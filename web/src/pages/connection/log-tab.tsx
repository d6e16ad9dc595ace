// The log of all runs of a connection, or of one of them.

import { Group, Select, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import type { SyncRunView } from "../../../../src/contract/sync-run.ts";
import { isUnderWay, latestRunsQuery } from "../../api/runs.ts";
import { LogView } from "../../components/log-view.tsx";
import { localTime } from "../../components/moment-words.ts";
import { modeWords } from "../../components/sync-words.ts";
import { useConnection } from "./use-connection.ts";

const offeredRuns = 50;

function choicesOf(runs: readonly SyncRunView[], chosen: string | null) {
  const choices = runs.map(({ id, mode, startedAt }) => ({
    value: String(id),
    label: `Run ${id}, ${modeWords[mode].toLowerCase()}${startedAt === null ? "" : `, ${localTime(startedAt)}`}`,
  }));
  const isOffered = chosen === null || choices.some(({ value }) => value === chosen);
  return isOffered ? choices : [...choices, { value: chosen, label: `Run ${chosen}` }];
}

export function LogTab() {
  const { id, lastRun } = useConnection();
  const [search, setSearch] = useSearchParams();
  const { data } = useQuery(latestRunsQuery(id, offeredRuns));
  const asked = search.get("run");
  const run = asked !== null && /^[1-9]\d{0,15}$/.test(asked) ? asked : null;
  const set = (name: string, value: string | null): void =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === null) after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  const isWritten = lastRun !== null && isUnderWay(lastRun) && (run === null || run === String(lastRun.id));
  return (
    <Stack>
      <Group>
        <Select
          label="Run"
          placeholder="All runs"
          clearable
          w={340}
          maw="100%"
          data={choicesOf(data?.items ?? [], run)}
          value={run}
          onChange={(value) => set("run", value)}
        />
      </Group>
      <LogView
        path={run === null ? `/connections/${id}/log` : `/runs/${run}/log`}
        following={isWritten ? { connectionId: id } : null}
        hasRun={run === null}
        level={search.get("level") ?? "all"}
        onLevel={(level) => set("level", level === "all" ? null : level)}
      />
    </Stack>
  );
}
