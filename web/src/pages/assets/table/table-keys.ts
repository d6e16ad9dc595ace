// The keys that move in the table of assets, open an asset and choose it.

import type { KeyboardEvent } from "react";

interface KeyActions {
  /** Null before somebody has gone anywhere. */
  readonly active: number | null;
  /** The first row that is seen, and how many are. */
  readonly first: number;
  readonly seen: number;
  readonly rowCount: number;
  readonly onMove: (row: number) => void;
  readonly onOpen: (row: number) => void;
  readonly onChoose: (row: number, isRange: boolean) => void;
}

/** Where a key leads from a row; null where it leads nowhere. */
export function rowAfterKey(
  key: string,
  { active, first, seen, rowCount }: Pick<KeyActions, "active" | "first" | "seen" | "rowCount">,
): number | null {
  const page = Math.max(1, seen - 1);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -rowCount,
    End: rowCount,
  };
  const step = steps[key];
  if (step === undefined || rowCount === 0) return null;
  // The first arrow goes to where somebody looks.
  if (active === null && Math.abs(step) === 1) return first;
  return Math.max(0, Math.min(rowCount - 1, (active ?? first) + step));
}

export function handleTableKey(event: KeyboardEvent<HTMLElement>, actions: KeyActions): void {
  const isOwn = event.target === event.currentTarget;
  if (!isOwn || event.ctrlKey || event.metaKey || event.altKey) return;
  const { active } = actions;
  const next = rowAfterKey(event.key, actions);
  if (next !== null) actions.onMove(next);
  else if (event.key === "Enter" && active !== null) actions.onOpen(active);
  else if (event.key === " " && active !== null) actions.onChoose(active, event.shiftKey);
  else return;
  event.preventDefault();
}
