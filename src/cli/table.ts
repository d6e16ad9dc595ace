// Lays out tables and lists of properties for people: aligned by spaces, with no other decoration.

import { cutTo, escapeControls, padTo, widthOf } from "./text.ts";

export interface Column<Row> {
  readonly title: string;
  readonly isNumber?: boolean;
  readonly of: (row: Row) => string | number;
}

const gap = "  ";
const narrowest = 8;

function longest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, widthOf(text)), 0);
}

/** Takes from the widest column until the line fits, but leaves each something to read. */
function fitWidths(widths: readonly number[], columns: number): readonly number[] {
  const fitted = [...widths];
  const total = () => fitted.reduce((sum, width) => sum + width + gap.length, -gap.length);
  while (total() > columns) {
    const widest = fitted.indexOf(Math.max(...fitted));
    if ((fitted[widest] ?? 0) <= narrowest) break;
    fitted[widest] = (fitted[widest] ?? 0) - 1;
  }
  return fitted;
}

/** Lines without their ends; the first holds the titles. `columns` is the terminal's width, null where nothing is cut. */
export function tableLines<Row>(
  layout: readonly Column<Row>[],
  rows: readonly Row[],
  columns: number | null,
): readonly string[] {
  const cells = rows.map((row) => layout.map(({ of }) => escapeControls(String(of(row)))));
  const grid = [layout.map(({ title }) => title.toUpperCase()), ...cells];
  const natural = layout.map((_, index) => longest(grid.map((line) => line[index] ?? "")));
  const widths = columns === null ? natural : fitWidths(natural, columns);
  return grid.map((line) =>
    line
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        const text = cutTo(cell, width);
        return layout[index]?.isNumber ? " ".repeat(width - widthOf(text)) + text : padTo(text, width);
      })
      .join(gap)
      .trimEnd(),
  );
}

/** `name  value` lines, aligned; a null value leaves its line out. */
export function propertyLines(
  properties: readonly (readonly [string, string | number | null])[],
): readonly string[] {
  const shown = properties.filter(([, value]) => value !== null);
  const width = longest(shown.map(([name]) => name));
  return shown.map(([name, value]) => `${padTo(name, width)}${gap}${escapeControls(String(value))}`);
}
