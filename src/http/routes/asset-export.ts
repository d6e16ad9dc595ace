// Exports everything that a query finds, as a stream that ends whole or breaks off.

import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { exportQuery } from "../../contract/asset-search.ts";
import { toMoment } from "../../contract/time.ts";
import type { AssetQuery } from "../../core/asset-query.ts";
import type { ApiRoutes } from "../app-options.ts";
import { attributeNames, createLineWriter, type LineWriter } from "../asset-lines.ts";
import type { ConnectionOptions } from "../connection-options.ts";
import { requireCondition } from "../query-input.ts";

type ExportOptions = Pick<ConnectionOptions, "storage" | "clock">;

async function* writeAssets(
  { storage }: ExportOptions,
  condition: AssetQuery,
  columns: readonly string[],
  writer: LineWriter,
): AsyncGenerator<Buffer> {
  if (writer.head !== "") yield Buffer.from(writer.head);
  for await (const assets of storage.exportAssets(condition, attributeNames(columns)))
    yield Buffer.from(writer.write(assets));
}

const text = (mediaType: string) => ({ [mediaType]: { schema: z.string() } });

export function assetExportRoutes(options: ExportOptions): ApiRoutes {
  return (api) => {
    api.get(
      "/assets/export",
      {
        // The other way to ask for it would read everything only to throw it away.
        exposeHeadRoute: false,
        // It changes nothing, and yet much leaves with it.
        config: {
          role: "viewer",
          isForOwnPages: true,
          audit: { done: "assets.exported", refused: "assets.export_refused" },
        },
        schema: {
          operationId: "exportAssets",
          summary: "Exports every asset that a search finds, in the order of ids",
          description:
            "`Rollcall-Asset-Count` says how many there were at the beginning. An error midway breaks the connection. In CSV a text that a spreadsheet would take for a formula (it begins with = + - @, a wide form of these, a tab or a line break) has an apostrophe before it.",
          tags: ["assets"],
          querystring: exportQuery,
          response: {
            200: {
              description: "The assets, one in each line.",
              content: { ...text("text/csv"), ...text("application/x-ndjson") },
            },
          },
        },
      },
      async ({ query }, reply) => {
        const now = options.clock.now();
        const condition = requireCondition(query.query, now);
        const writer = createLineWriter(query.format, query.columns);
        const count = await options.storage.countFound(condition);
        const name = `rollcall-assets-${toMoment(now).replaceAll(/[-:]|\.\d+/g, "")}.${query.format}`;
        reply.header("Content-Type", writer.mediaType).header("Rollcall-Asset-Count", count);
        reply.header("Content-Disposition", `attachment; filename="${name}"`);
        const stream = Readable.from(writeAssets(options, condition, query.columns, writer));
        // The schema describes the lines, and the reply sends them as they are.
        return (reply as FastifyReply).send(stream);
      },
    );
  };
}
