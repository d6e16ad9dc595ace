// Shows a listing: as one JSON array, or as a table with a note where it goes on.

import type { Output } from "./output.ts";
import type { Column } from "./table.ts";
import { take } from "./take.ts";

export async function showList<Item>(
  output: Output,
  items: AsyncIterable<Item>,
  limit: number,
  columns: readonly Column<Item>[],
  ifEmpty: string,
): Promise<void> {
  const { taken, more } = await take(items, limit);
  if (output.isJson) output.json(taken);
  else output.table(columns, taken, ifEmpty);
  if (more) output.note(`There are more than these ${limit}; --limit lists more.`);
}
