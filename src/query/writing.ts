// Writes a value into a query so that it is read as that value.

const plain = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._@/+-]*$/u;
const keyword = /^(and|or|not|null|now)$/i;

/** The text within double quotes. */
export function inQuotes(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}

/** The text within backticks: the whole value, exactly. */
export function inBackticks(value: string): string {
  return `\`${value.replaceAll("`", "``")}\``;
}

/** The value as it is where that can be read, and in double quotes where it cannot. */
export function writeValue(value: string): string {
  return plain.test(value) && !keyword.test(value) && !value.includes("..") ? value : inQuotes(value);
}
