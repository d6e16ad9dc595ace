// The rows of a search in a table whose scrollbar stands for all of them, however many they are.

import { type CSSProperties, type MouseEvent, useId, useState } from "react";
import { useNavigate } from "react-router";
import type { AssetRows } from "../../../api/asset-rows.ts";
import { paths, type SearchAddress } from "../../../paths.ts";
import { AssetRow } from "./asset-row.tsx";
import classes from "./asset-table.module.css";
import { columnTemplate, type SortProps, TableHead, useColumns } from "./table-head.tsx";
import { handleTableKey } from "./table-keys.ts";
import type { ScrollWindow } from "./use-scroll-window.ts";

export const rowHeight = 34;
export const headerHeight = 35;
/** Rows that are drawn before and after those that are seen. */
const spare = 6;

export interface RowChoice {
  readonly isChosen: (id: number) => boolean;
  /** Null where some are. */
  readonly isAllChosen: boolean | null;
  readonly onChoose: (row: number, isRange: boolean) => void;
  readonly onChooseAll: (chosen: boolean) => void;
}

interface AssetGridProps extends SortProps {
  readonly rows: AssetRows;
  readonly rowCount: number;
  readonly window: ScrollWindow;
  readonly columns: readonly string[];
  readonly search: SearchAddress;
  /** Null for whoever may do nothing to assets. */
  readonly choice: RowChoice | null;
}

/** Which row the pointer or the keys were at last. */
function useActiveRow({ window, rows, rowCount, choice, search }: AssetGridProps) {
  const subject = `${search.query}\n${search.sort}`;
  const [kept, setKept] = useState<{ readonly subject: string; readonly row: number } | null>(null);
  const active = kept?.subject === subject ? kept.row : null;
  const setActive = (row: number): void => setKept({ subject, row });
  const navigate = useNavigate();
  const onClick = (event: MouseEvent<HTMLElement>): void => {
    const target = event.target as Element;
    const row = target.closest<HTMLElement>("[data-row]")?.dataset.row;
    if (row === undefined) return;
    setActive(Number(row));
    if (target instanceof HTMLInputElement) choice?.onChoose(Number(row), event.shiftKey);
  };
  const keys = {
    active,
    first: window.first,
    seen: window.last - window.first + 1,
    rowCount,
    onMove: (row: number) => {
      setActive(row);
      window.show(row);
    },
    onOpen: (row: number) => {
      const asset = rows.rowAt(row);
      if (asset !== undefined) void navigate(paths.asset(asset.id, search));
    },
    onChoose: (row: number, isRange: boolean) => choice?.onChoose(row, isRange),
  };
  return { active, onClick, keys };
}

function Rows({ props, active, idOf }: RowsProps) {
  const { window, rows, rowCount, columns, search, choice } = props;
  const from = Math.max(0, window.first - spare);
  const to = Math.min(rowCount, window.last + 1 + spare);
  return (
    <div className={classes.window} style={{ top: window.topOf(from) }}>
      {Array.from({ length: Math.max(0, to - from) }, (_, index) => {
        const row = from + index;
        const asset = rows.rowAt(row);
        return (
          <AssetRow
            key={row}
            id={idOf(row)}
            row={row}
            asset={asset}
            columns={columns}
            search={search}
            isChosen={choice === null ? undefined : asset !== undefined && choice.isChosen(asset.id)}
            isActive={row === active}
          />
        );
      })}
    </div>
  );
}

interface RowsProps {
  readonly props: AssetGridProps;
  readonly active: number | null;
  readonly idOf: (row: number) => string;
}

const sizesOf = (columns: string): CSSProperties =>
  ({ "--columns": columns, "--row-height": `${rowHeight}px` }) as CSSProperties;

export function AssetGrid(props: AssetGridProps) {
  const { window, rowCount, columns, choice, sort, onSort } = props;
  const model = useColumns(columns);
  const { active, onClick, keys } = useActiveRow(props);
  const id = useId();
  const idOf = (row: number): string => `${id}-${row}`;
  const isDrawn = active !== null && active >= window.first - spare && active <= window.last + spare;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot leave out the rows that nobody sees.
    <div
      ref={window.ref}
      role="grid"
      aria-label="Assets"
      aria-rowcount={rowCount + 1}
      aria-multiselectable={choice === null ? undefined : true}
      aria-activedescendant={isDrawn ? idOf(active) : undefined}
      tabIndex={0}
      className={classes.grid}
      style={sizesOf(columnTemplate(model, choice !== null))}
      onScroll={window.onScroll}
      onScrollEnd={window.onScrollEnd}
      onClick={onClick}
      onKeyDown={(event) => handleTableKey(event, keys)}
    >
      <TableHead
        model={model}
        sort={sort}
        onSort={onSort}
        isAllChosen={choice === null ? undefined : choice.isAllChosen}
        onChooseAll={(chosen) => choice?.onChooseAll(chosen)}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      <div role="rowgroup" className={classes.body} style={{ height: window.height }}>
        <Rows props={props} active={active} idOf={idOf} />
      </div>
    </div>
  );
}
