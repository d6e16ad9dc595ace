// What a command says: its result on standard output, as tables for people or as JSON, and all else on standard error.

import { styleText } from "node:util";
import { type Column, propertyLines, tableLines } from "./table.ts";
import { escapeControls, printableJson } from "./text.ts";

export type Tone = "good" | "bad" | "faint";
const styles = { good: "green", bad: "red", faint: "dim" } as const;

export interface Output {
  readonly isJson: boolean;
  /** One JSON document: the whole result of a command with `--json`. */
  json(value: unknown): void;
  /** One line of JSON, for results that come one by one. */
  jsonLine(value: unknown): void;
  table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], ifEmpty: string): void;
  properties(properties: readonly (readonly [string, string | number | null])[]): void;
  /** A line of the result. */
  line(text: string, tone?: Tone): void;
  /** A line that is not part of the result. */
  note(text: string): void;
}

type Stream = Pick<NodeJS.WriteStream, "write"> & { readonly isTTY?: boolean; readonly columns?: number };

function paint(text: string, tone: Tone | undefined, stream: Stream, env: NodeJS.ProcessEnv): string {
  if (tone === undefined || !stream.isTTY || env.NO_COLOR || env.TERM === "dumb") return text;
  return styleText(styles[tone], text, { validateStream: false });
}

export function createOutput(
  isJson: boolean,
  out: Stream = process.stdout,
  errors: Stream = process.stderr,
  env: NodeJS.ProcessEnv = process.env,
): Output {
  const lines = (texts: readonly string[]) => out.write(texts.map((text) => `${text}\n`).join(""));
  return {
    isJson,
    json: (value) => lines([printableJson(value, 2)]),
    jsonLine: (value) => lines([printableJson(value)]),
    table: (columns, rows, ifEmpty) => {
      if (rows.length === 0) errors.write(`${ifEmpty}\n`);
      else lines(tableLines(columns, rows, out.isTTY ? (out.columns ?? 80) : null));
    },
    properties: (properties) => lines(propertyLines(properties)),
    line: (text, tone) => lines([paint(escapeControls(text), tone, out, env)]),
    note: (text) => errors.write(`${escapeControls(text)}\n`),
  };
}
