// What somebody has chosen of a search; another query lets go of it.

import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { FoundAssetView } from "../../../../../src/contract/asset-search.ts";
import { readRowIds } from "../../../api/asset-rows.ts";
import { tellProblem } from "../../../components/tell.tsx";
import type { AssetSearchState } from "../search-address.ts";
import type { RowChoice } from "../table/asset-grid.tsx";
import {
  type AssetSelection,
  countChosen,
  everythingChosen,
  isChosen,
  nothingChosen,
  withChosen,
} from "./selection.ts";

interface Selected {
  readonly search: AssetSearchState;
  readonly total: number | undefined;
  readonly rowAt: (row: number) => FoundAssetView | undefined;
}

export interface SelectionState {
  readonly chosen: AssetSelection;
  /** Undefined where nobody knows yet. */
  readonly count: number | undefined;
  readonly choose: (selection: AssetSelection) => void;
  readonly choice: RowChoice;
}

export function useSelection({ search, total, rowAt }: Selected): SelectionState {
  const { query, sort } = search;
  const client = useQueryClient();
  const [kept, setKept] = useState({ query, chosen: nothingChosen });
  const chosen = kept.query === query ? kept.chosen : nothingChosen;
  /** The row that was chosen last: Shift chooses from there. */
  const last = useRef<{ readonly row: number; readonly sort: string } | null>(null);
  const choose = (selection: AssetSelection): void => setKept({ query, chosen: selection });
  const count = countChosen(chosen, total);

  const chooseRange = async (from: number, to: number, isAdded: boolean): Promise<void> => {
    const range = { first: Math.min(from, to), last: Math.max(from, to) };
    try {
      const ids = await readRowIds(client, { query, sort }, range);
      setKept((now) => (now.query === query ? { query, chosen: withChosen(now.chosen, ids, isAdded) } : now));
    } catch (error) {
      tellProblem("The rows between were not chosen", error);
    }
  };
  const onChoose = (row: number, isRange: boolean): void => {
    const asset = rowAt(row);
    if (asset === undefined) return;
    const isAdded = !isChosen(chosen, asset.id);
    choose(withChosen(chosen, [asset.id], isAdded));
    const from = last.current;
    last.current = { row, sort };
    if (isRange && from?.sort === sort) void chooseRange(from.row, row, isAdded);
  };
  const isEverything = chosen.kind === "all_but" && chosen.ids.size === 0;
  return {
    chosen,
    count,
    choose,
    choice: {
      isChosen: (id) => isChosen(chosen, id),
      isAllChosen: isEverything || (count === 0 || count === undefined ? false : null),
      onChoose,
      onChooseAll: (isAll) => choose(isAll ? everythingChosen : nothingChosen),
    },
  };
}
