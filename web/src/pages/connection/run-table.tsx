// Runs as a table, the newest first; each leads to its page.

import { Anchor, Table, Text } from "@mantine/core";
import { Link } from "react-router";
import type { SyncRunView } from "../../../../src/contract/sync-run.ts";
import { durationOf, isHeld, isUnderWay } from "../../api/runs.ts";
import { Moment } from "../../components/moment.tsx";
import { duration, wholeNumber } from "../../components/moment-words.ts";
import { RunProgressLine } from "../../components/run-progress.tsx";
import { RunStateBadge } from "../../components/state-badge.tsx";
import { modeWords, reasonWords, triggerWords } from "../../components/sync-words.ts";
import { WideTable } from "../../components/wide-table.tsx";
import { paths } from "../../paths.ts";

const numbers = ["fetched", "created", "updated", "retired", "rejected"] as const;
const numberLabels = ["Fetched", "New", "Changed", "Retired", "Rejected"];

function State({ run }: { readonly run: SyncRunView }) {
  const { failure } = run;
  return (
    <>
      <RunStateBadge run={run} />
      {failure !== null && !isHeld(run) && (
        <Text size="xs" title={failure.message}>
          {reasonWords[failure.reason]}
        </Text>
      )}
      {isUnderWay(run) && <RunProgressLine run={run} />}
    </>
  );
}

function Row({ run }: { readonly run: SyncRunView }) {
  const { id, mode, trigger, startedAt, counters } = run;
  const took = durationOf(run);
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={paths.run(id)} size="sm" fw={600}>
          Run {id}
        </Anchor>
      </Table.Td>
      <Table.Td>
        {modeWords[mode]}
        <Text size="xs" c="dimmed">
          {triggerWords[trigger]}
        </Text>
      </Table.Td>
      <Table.Td>
        <State run={run} />
      </Table.Td>
      <Table.Td>{startedAt === null ? "–" : <Moment at={startedAt} />}</Table.Td>
      <Table.Td ta="right">{took === null ? "–" : duration(took)}</Table.Td>
      {numbers.map((name) => (
        <Table.Td key={name} ta="right">
          {wholeNumber(counters[name])}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

export function RunTable({ runs }: { readonly runs: readonly SyncRunView[] }) {
  return (
    <WideTable minWidth={880} label="Runs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Run</Table.Th>
          <Table.Th>Mode</Table.Th>
          <Table.Th>State</Table.Th>
          <Table.Th>Started</Table.Th>
          <Table.Th ta="right">Took</Table.Th>
          {numberLabels.map((label) => (
            <Table.Th key={label} ta="right">
              {label}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {runs.map((run) => (
          <Row key={run.id} run={run} />
        ))}
      </Table.Tbody>
    </WideTable>
  );
}
