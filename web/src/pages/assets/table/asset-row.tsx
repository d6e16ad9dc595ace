// One row of the table of assets.

import { memo } from "react";
import { Link } from "react-router";
import type { FoundAssetView } from "../../../../../src/contract/asset-search.ts";
import { paths, type SearchAddress } from "../../../paths.ts";
import classes from "./asset-table.module.css";
import { assetColumns } from "./columns.tsx";

export interface AssetRowProps {
  readonly id: string;
  /** From 0, of all that the search finds. */
  readonly row: number;
  readonly asset: FoundAssetView | undefined;
  readonly columns: readonly string[];
  readonly search: SearchAddress;
  /** Undefined where nothing can be chosen. */
  readonly isChosen: boolean | undefined;
  readonly isActive: boolean;
}

function NameLink({ asset, search }: { readonly asset: FoundAssetView; readonly search: SearchAddress }) {
  return (
    <Link to={paths.asset(asset.id, search)} className={classes.name} title={asset.name} tabIndex={-1}>
      {asset.name}
    </Link>
  );
}

function Cell({ name, asset, search }: { readonly name: string } & Pick<AssetRowProps, "asset" | "search">) {
  const isName = name === "name";
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, and says which row is active.
    // biome-ignore lint/a11y/useSemanticElements: a table cannot leave out the rows that nobody sees.
    <div role="gridcell" className={`${classes.cell} ${isName ? classes.pinned : ""}`}>
      {asset === undefined && <div className={classes.waiting} />}
      {asset !== undefined && isName && <NameLink asset={asset} search={search} />}
      {asset !== undefined && !isName && assetColumns.get(name)?.show(asset)}
    </div>
  );
}

/** It is drawn again only when something in it has changed: the table that it is in is drawn at each scroll. */
export const AssetRow = memo(function AssetRow(props: AssetRowProps) {
  const { id, row, asset, columns, search, isChosen, isActive } = props;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, and says which row is active.
    // biome-ignore lint/a11y/useSemanticElements: a table cannot leave out the rows that nobody sees.
    <div
      id={id}
      role="row"
      className={classes.row}
      // The heading is the first.
      aria-rowindex={row + 2}
      aria-selected={isChosen}
      aria-busy={asset === undefined || undefined}
      data-row={row}
      data-active={isActive || undefined}
    >
      {isChosen !== undefined && (
        // biome-ignore lint/a11y/useFocusableInteractive: as above.
        // biome-ignore lint/a11y/useSemanticElements: as above.
        <div role="gridcell" className={`${classes.cell} ${classes.choice}`}>
          <input
            type="checkbox"
            tabIndex={-1}
            checked={isChosen}
            readOnly
            disabled={asset === undefined}
            aria-label={`Choose ${asset?.name ?? "this asset"}`}
          />
        </div>
      )}
      {columns.map((name) => (
        <Cell key={name} name={name} asset={asset} search={search} />
      ))}
    </div>
  );
});
