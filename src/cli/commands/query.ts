// `rollcall query`.

import {
  countView,
  exportColumns,
  type FoundAssetView,
  facetsView,
  foundAssetView,
} from "../../contract/asset-search.ts";
import { wrongWords } from "../command-error.ts";
import { type Context, openContext, type ServerOptions } from "../context.ts";
import { tellWarnings } from "../query-warnings.ts";
import { showList } from "../show-list.ts";
import type { Column } from "../table.ts";
import { textOrSaved } from "./saved-query.ts";

interface QueryOptions extends ServerOptions {
  readonly limit: number;
  readonly saved?: string;
  readonly sort: string;
  readonly columns?: string;
  readonly count?: boolean;
  readonly facets?: boolean;
}

const usualColumns =
  "id,name,operatingSystem,operatingSystemVersion,trustType,isCompliant,isManaged,lastSignInAt";

function cellOf(asset: FoundAssetView, name: (typeof exportColumns)[number]): string | number {
  if (name === "tags") return asset.tags.map((tag) => tag.name).join(", ");
  const value = asset[name];
  return typeof value === "number" ? value : String(value ?? "–");
}

/** Throws `cli.wrong_words` for a column that there is not. */
function columnsOf(text: string): readonly Column<FoundAssetView>[] {
  return text.split(",").map((written) => {
    const name = exportColumns.find((one) => one === written.trim());
    if (name === undefined)
      throw wrongWords(
        `There is no column ${JSON.stringify(written)}; there are ${exportColumns.join(", ")}.`,
      );
    return { title: name, isNumber: name === "id", of: (asset) => cellOf(asset, name) };
  });
}

async function showFacets({ client, output }: Context, query: string): Promise<void> {
  const answer = await client.get(facetsView, "/assets/facets", { query });
  if (output.isJson) return output.json(answer);
  const rows = answer.facets.flatMap(({ name, values }) => values.map((value) => ({ name, ...value })));
  output.table(
    [
      { title: "facet", of: ({ name }) => name },
      { title: "value", of: ({ label }) => label ?? "–" },
      { title: "assets", isNumber: true, of: ({ count }) => count },
    ],
    rows,
    "There are no such assets.",
  );
}

export async function queryAssets(text: string, options: QueryOptions): Promise<void> {
  const columns = columnsOf(options.columns ?? usualColumns);
  const context = openContext(options);
  const { client, output } = context;
  const query = await textOrSaved(client, text, options.saved);
  await tellWarnings(context, query);
  if (options.facets) return showFacets(context, query);
  if (options.count) {
    const answer = await client.get(countView, "/assets/count", { query });
    if (output.isJson) output.json(answer);
    else output.line(String(answer.count));
    return;
  }
  const found = client.list(foundAssetView, "/assets", {
    query,
    sort: options.sort,
    limit: Math.min(options.limit + 1, 200),
  });
  await showList(output, found, options.limit, columns, "There are no such assets.");
}
