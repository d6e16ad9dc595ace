// Rows in the text format of COPY (postgresql.org/docs/current/sql-copy.html, "Text Format").

export type CopyValue = string | number | bigint | null;

/** NUL as well: PostgreSQL holds none in a text. JSON has it escaped; a property's name, say, has it as it is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
const special = /[\\\t\n\r\u0000]/g;
const written: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  "\u0000": "",
};

function toField(value: CopyValue): string {
  if (value === null) return "\\N";
  if (typeof value !== "string") return String(value);
  return value.replace(special, (one) => written[one] ?? one);
}

/** One line for each row, its values between tabs. */
export function toCopyText(rows: Iterable<readonly CopyValue[]>): string {
  let text = "";
  for (const row of rows) text += `${row.map(toField).join("\t")}\n`;
  return text;
}
