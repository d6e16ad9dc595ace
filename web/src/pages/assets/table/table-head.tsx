// The heading of the table of assets: sorts by a click, and makes columns wider and narrower.

import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import {
  columnResizingFeature,
  columnSizingFeature,
  type ReactTable,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useMemo } from "react";
import classes from "./asset-table.module.css";
import { type AssetColumn, assetColumns } from "./columns.tsx";

const features = tableFeatures({ columnSizingFeature, columnResizingFeature });
/** The table's rows come in blocks and are kept elsewhere. */
const noRows: never[] = [];

type ColumnModel = ReactTable<typeof features, never>;

/** The chosen columns with their widths. */
export function useColumns(names: readonly string[]): ColumnModel {
  const columns = useMemo(
    () =>
      names.flatMap((id) => {
        const column = assetColumns.get(id);
        return column === undefined ? [] : [{ id, header: column.label, size: column.width, minSize: 70 }];
      }),
    [names],
  );
  return useTable({ features, columns, data: noRows, columnResizeMode: "onChange" });
}

/** As CSS has it: the last column takes what is left, and on a narrow screen the name leaves room for others. */
export function columnTemplate(model: ColumnModel, hasChoice: boolean): string {
  const columns = model.getAllLeafColumns();
  const tracks = columns.map((column, index) => {
    const width = column.getSize();
    const isAsItBegan = width === assetColumns.get(column.id)?.width;
    const track = column.id === "name" && isAsItBegan ? `min(${width}px, 42vw)` : `${width}px`;
    return index === columns.length - 1 ? `minmax(${track}, 1fr)` : track;
  });
  return [...(hasChoice ? ["38px"] : []), ...tracks].join(" ");
}

export interface SortProps {
  readonly sort: string;
  readonly onSort: (sort: string) => void;
}

type AriaSort = "ascending" | "descending" | "none";

function sortOf(name: string, { isSortable }: AssetColumn, sort: string): AriaSort | undefined {
  if (!isSortable) return undefined;
  if (sort === name) return "ascending";
  return sort === `-${name}` ? "descending" : "none";
}

function HeadingText({ name, column, sort, onSort }: SortProps & { name: string; column: AssetColumn }) {
  const state = sortOf(name, column, sort);
  const label = (
    <span className={classes.headingLabel} title={column.label}>
      {column.label}
    </span>
  );
  if (state === undefined) return <span className={classes.headingText}>{label}</span>;
  return (
    <button
      type="button"
      className={classes.headingText}
      onClick={() => onSort(state === "ascending" ? `-${name}` : name)}
    >
      {label}
      {state === "ascending" && <IconArrowUp size={14} aria-hidden />}
      {state === "descending" && <IconArrowDown size={14} aria-hidden />}
    </button>
  );
}

interface TableHeadProps extends SortProps {
  readonly model: ColumnModel;
  /** Undefined where nothing can be chosen; null where some are. */
  readonly isAllChosen: boolean | null | undefined;
  readonly onChooseAll: (chosen: boolean) => void;
}

function ChooseAll({ isAllChosen, onChooseAll }: Pick<TableHeadProps, "isAllChosen" | "onChooseAll">) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: what is in it has the focus.
    // biome-ignore lint/a11y/useSemanticElements: a table cannot leave out the rows that nobody sees.
    <div role="columnheader" className={`${classes.cell} ${classes.choice}`}>
      <input
        type="checkbox"
        checked={isAllChosen === true}
        ref={(input) => {
          if (input !== null) input.indeterminate = isAllChosen === null;
        }}
        onChange={({ currentTarget }) => onChooseAll(currentTarget.checked)}
        aria-label="Choose all that the query finds"
      />
    </div>
  );
}

export function TableHead({ model, isAllChosen, onChooseAll, sort, onSort }: TableHeadProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot leave out the rows that nobody sees.
    <div role="rowgroup" className={classes.head}>
      {/* biome-ignore lint/a11y/useFocusableInteractive: what is in it has the focus. */}
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      <div role="row" className={classes.row} aria-rowindex={1}>
        {isAllChosen !== undefined && <ChooseAll isAllChosen={isAllChosen} onChooseAll={onChooseAll} />}
        {model.getFlatHeaders().map((header) => {
          const column = assetColumns.get(header.id);
          if (column === undefined) return null;
          return (
            // biome-ignore lint/a11y/useFocusableInteractive: what is in it has the focus.
            // biome-ignore lint/a11y/useSemanticElements: as above.
            <div
              key={header.id}
              role="columnheader"
              aria-sort={sortOf(header.id, column, sort)}
              className={`${classes.cell} ${classes.heading} ${header.id === "name" ? classes.pinned : ""}`}
            >
              <HeadingText name={header.id} column={column} sort={sort} onSort={onSort} />
              <div
                aria-hidden
                className={classes.handle}
                data-moving={header.column.getIsResizing() || undefined}
                onMouseDown={header.getResizeHandler()}
                onTouchStart={header.getResizeHandler()}
                onDoubleClick={() => header.column.resetSize()}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}
