// Helps whoever writes a query: says what is wrong with it, and what may be written at a place.

import {
  completionQuery,
  completionView,
  conditionQuery,
  queryCheckView,
} from "../../contract/asset-search.ts";
import { completeQuery } from "../../query/complete.ts";
import type { QueryNote } from "../../query/note.ts";
import { attributeGroup } from "../../query/tokens.ts";
import { understandQuery } from "../../query/understand.ts";
import { inBackticks } from "../../query/writing.ts";
import type { ApiRoutes } from "../app-options.ts";
import type { ConnectionOptions } from "../connection-options.ts";

const tags = ["queries"];

const viewNote = ({ suggestions, ...note }: QueryNote) => ({ ...note, suggestions: [...suggestions] });

export function queryAidRoutes({ storage, clock }: Pick<ConnectionOptions, "storage" | "clock">): ApiRoutes {
  return (api) => {
    api.get(
      "/queries/check",
      {
        config: { role: "viewer" },
        schema: {
          operationId: "checkQuery",
          summary: "Says what is wrong with a query, and where",
          tags,
          querystring: conditionQuery,
          response: { 200: queryCheckView },
        },
      },
      async ({ query }) => {
        const reading = understandQuery(query.query, { now: clock.now() });
        const errors = reading.kind === "refused" ? reading.errors : [];
        return { errors: errors.map(viewNote), warnings: reading.warnings.map(viewNote) };
      },
    );
    api.get(
      "/queries/completions",
      {
        config: { role: "viewer" },
        schema: {
          operationId: "completeQuery",
          summary: "Says what may be written at a place of a query, with the values that assets have",
          tags,
          querystring: completionQuery,
          response: { 200: completionView },
        },
      },
      async ({ query: { text, position, limit } }) => {
        const { from, to, options, values } = completeQuery(text, Math.min(position, text.length));
        // The name of an attribute is written as it is, after what stands before it; any other value in backticks.
        const isName = values?.token === attributeGroup;
        const before = isName ? text.slice(from, to - values.prefix.length) : "";
        const found = values === null ? [] : await storage.readValues(values.token, values.prefix, limit);
        return {
          from,
          to,
          options: [...options],
          values: found.map(({ value, count }) => ({
            value,
            count,
            text: isName ? before + value : inBackticks(value),
          })),
        };
      },
    );
  };
}
