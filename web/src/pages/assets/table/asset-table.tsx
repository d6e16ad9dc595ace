// The assets that a search finds, with what can be done to them.

import { Group, Stack, Text } from "@mantine/core";
import { type ReactNode, useMemo } from "react";
import { useAssetRows } from "../../../api/asset-rows.ts";
import { isProblem } from "../../../api/problem.ts";
import { useMay } from "../../../api/session.ts";
import { wholeNumber } from "../../../components/moment-words.ts";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { BulkBar } from "../bulk/bulk-bar.tsx";
import { ExportButton } from "../bulk/export-dialog.tsx";
import { useSelection } from "../bulk/use-selection.ts";
import type { AssetSearchState } from "../search-address.ts";
import { AssetGrid, headerHeight, rowHeight } from "./asset-grid.tsx";
import { ColumnMenu } from "./column-menu.tsx";
import { knownColumns } from "./columns.tsx";
import { type ScrollWindow, useScrollWindow } from "./use-scroll-window.ts";

interface AssetTableProps {
  readonly search: AssetSearchState;
  /** Undefined until somebody has counted. */
  readonly total: number | undefined;
  /** Stands above it, beside what can be done to it. */
  readonly head: ReactNode;
}

/** So many rows stand there before the first of them has come. */
const guessedRows = 12;

function Position({ window, rowCount }: { readonly window: ScrollWindow; readonly rowCount: number }) {
  if (rowCount === 0) return null;
  const words = `Rows ${wholeNumber(window.first + 1)} to ${wholeNumber(window.last + 1)}`;
  return (
    <Text size="sm" c="dimmed" visibleFrom="sm">
      {words}
    </Text>
  );
}

/** The rows that are seen, once they are known, and how many there are. */
function useWindowOfRows({ query, sort }: AssetSearchState, total: number | undefined) {
  const estimate = total ?? guessedRows;
  const frame = useScrollWindow({
    subject: `${query}\n${sort}`,
    rowCount: estimate,
    rowHeight,
    headerHeight,
  });
  const rows = useAssetRows({ query, sort }, frame);
  return { rows, window: frame, rowCount: Math.min(estimate, rows.end ?? estimate) };
}

export function AssetTable({ search, total, head }: AssetTableProps) {
  const { query, sort } = search;
  const mayTag = useMay("operator");
  const { rows, window, rowCount } = useWindowOfRows(search, total);
  const selection = useSelection({ search, total, rowAt: rows.rowAt });
  const names = search.columns.join(",");
  const columns = useMemo(() => knownColumns(names.split(",")), [names]);
  const address = useMemo(() => ({ query, sort: sort === "name" ? "" : sort }), [query, sort]);
  // The page says what is wrong with a query.
  if (isProblem(rows.error, "query.invalid")) return null;
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        {head}
        <Group gap="xs" ml="auto">
          <Position window={window} rowCount={rowCount} />
          <ColumnMenu columns={columns} onChange={search.setColumns} />
          <ExportButton query={query} columns={columns} total={total} />
        </Group>
      </Group>
      {mayTag && <BulkBar query={query} total={total} selection={selection} />}
      {rows.error !== null && <ProblemAlert error={rows.error} onRetry={rows.retry} />}
      <AssetGrid
        rows={rows}
        rowCount={rowCount}
        window={window}
        columns={columns}
        search={address}
        choice={mayTag ? selection.choice : null}
        sort={sort}
        onSort={search.setSort}
      />
    </Stack>
  );
}
