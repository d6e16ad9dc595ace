// `rollcall export`.

import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { openContext, type ServerOptions } from "../context.ts";
import { tellWarnings } from "../query-warnings.ts";
import { readBytes } from "../transport.ts";
import { writeWholeFile } from "../whole-file.ts";
import { textOrSaved } from "./saved-query.ts";

interface ExportOptions extends ServerOptions {
  readonly saved?: string;
  readonly format: string;
  readonly columns?: string;
  readonly output?: string;
  readonly force?: boolean;
}

/** Throws `cli.file_exists`, `cli.file_unwritable`, and `cli.connection_lost` where the export breaks off. */
export async function exportAssets(text: string, options: ExportOptions): Promise<void> {
  const context = openContext(options);
  const { client, output } = context;
  const query = await textOrSaved(client, text, options.saved);
  await tellWarnings(context, query);
  const { format, columns, output: file } = options;
  const pieces = async () =>
    readBytes(await client.raw({ method: "GET", path: "/assets/export", query: { query, format, columns } }));
  if (file === undefined) {
    await pipeline(Readable.from(await pieces()), process.stdout, { end: false });
    return;
  }
  const bytes = await writeWholeFile(file, options.force === true, pieces);
  if (output.isJson) output.json({ file, bytes });
  else output.line(`${file} holds the assets, ${bytes.toLocaleString("en")} bytes.`);
}
