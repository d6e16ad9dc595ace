// How many active assets of the connection have which severity: as it is, and as it would be.

import { Paper, Stack, Table, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { SeverityMapBody, SeverityPreview } from "../../../../src/contract/severity-map.ts";
import { severityPreviewQuery } from "../../api/severity-maps.ts";
import { severityWords } from "../../components/asset-words.ts";
import { wholeNumber } from "../../components/moment-words.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import classes from "./severity-tab.module.css";
import { Section } from "./tab-frame.tsx";

interface SeverityCountsProps {
  readonly id: number;
  /** Null: what is entered is no map. */
  readonly map: SeverityMapBody | null;
  /** Whether the map is another than the one in use. */
  readonly isChanged: boolean;
}

type Count = SeverityPreview["counts"][number];

const signed = new Intl.NumberFormat("en", { signDisplay: "exceptZero" });

function Bars({ count, most, isChanged }: { count: Count; most: number; isChanged: boolean }) {
  const share = (assets: number): string => `${most === 0 ? 0 : (assets / most) * 100}%`;
  return (
    <Stack gap={3} miw={60} aria-hidden>
      <div className={`${classes.bar} ${classes.now}`} style={{ width: share(count.before) }} />
      {isChanged && (
        <div className={`${classes.bar} ${classes.after}`} style={{ width: share(count.after) }} />
      )}
    </Stack>
  );
}

function Counts({ counts, isChanged }: { readonly counts: readonly Count[]; readonly isChanged: boolean }) {
  const most = Math.max(...counts.flatMap(({ before, after }) => (isChanged ? [before, after] : [before])));
  const highestFirst = counts.toSorted((one, other) => (other.severity ?? 0) - (one.severity ?? 0));
  return (
    <Table.ScrollContainer minWidth={320}>
      <Table aria-label="Active assets by severity" verticalSpacing={6} style={{ whiteSpace: "nowrap" }}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Severity</Table.Th>
            <Table.Th ta="right">Now</Table.Th>
            {isChanged && <Table.Th ta="right">After</Table.Th>}
            {isChanged && <Table.Th ta="right">Change</Table.Th>}
            <Table.Td w="30%" visibleFrom="xs" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {highestFirst.map((count) => (
            <Table.Tr key={count.severity ?? 0}>
              <Table.Th scope="row" fw={400}>
                {severityWords(count.severity, "None")}
              </Table.Th>
              <Table.Td ta="right">{wholeNumber(count.before)}</Table.Td>
              {isChanged && <Table.Td ta="right">{wholeNumber(count.after)}</Table.Td>}
              {isChanged && <Table.Td ta="right">{signed.format(count.after - count.before)}</Table.Td>}
              <Table.Td visibleFrom="xs">
                <Bars count={count} most={most} isChanged={isChanged} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

export function SeverityCounts({ id, map, isChanged }: SeverityCountsProps) {
  const [settled] = useDebouncedValue(map, 300);
  const { data, error, refetch, isPlaceholderData } = useQuery(severityPreviewQuery(id, settled));
  const isOld = isPlaceholderData || settled !== map;
  const isEmpty = data?.counts.every(({ before, after }) => before === 0 && after === 0) ?? false;
  return (
    <Paper withBorder p="md" aria-busy={isOld}>
      <Section title="Assets by severity">
        {error !== null && <ProblemAlert error={error} title="They cannot be counted." onRetry={refetch} />}
        {isEmpty && (
          <Text size="sm" c="dimmed">
            This connection has no active asset yet. After its first run, they are counted here.
          </Text>
        )}
        {data && error === null && !isEmpty && (
          <div style={{ opacity: isOld ? 0.75 : 1 }}>
            <Counts counts={data.counts} isChanged={isChanged} />
          </div>
        )}
        {!isChanged && !isEmpty && (
          <Text size="xs" c="dimmed">
            Change a severity to see what it would do before you save it.
          </Text>
        )}
      </Section>
    </Paper>
  );
}
