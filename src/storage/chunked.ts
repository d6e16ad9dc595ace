// Splits rows for statements whose parameters a database counts.

/** SQLite takes 32,766 parameters in a statement and PostgreSQL 65,535; a row here has at most sixteen. */
const rowsAtOnce = 2000;

/** The rows in groups of a size that one statement of either database takes; none when there are no rows. */
export function chunked<Row>(rows: readonly Row[]): readonly (readonly Row[])[] {
  const groups = Math.ceil(rows.length / rowsAtOnce);
  return Array.from({ length: groups }, (_, group) =>
    rows.slice(group * rowsAtOnce, (group + 1) * rowsAtOnce),
  );
}

/** The largest is a power of two. */
const largestBlock = 64;

/**
 * The rows in groups of few different sizes: a statement has a parameter for each value of each row, so that each size is a
 * statement by itself, to be prepared and kept.
 */
export function inBlocks<Row>(rows: readonly Row[]): readonly (readonly Row[])[] {
  const blocks: (readonly Row[])[] = [];
  let size = largestBlock;
  for (let at = 0; at < rows.length; at += size) {
    while (size > rows.length - at) size /= 2;
    blocks.push(rows.slice(at, at + size));
  }
  return blocks;
}
