// Tells what a query looks as if it had been meant otherwise, e.g. quotes that were forgotten: it is asked all the same.

import { queryCheckView } from "../contract/asset-search.ts";
import type { Context } from "./context.ts";

/** On standard error, each with its place. What is wrong with the query is not told here: who asks it is refused. */
export async function tellWarnings({ client, output }: Context, query: string): Promise<void> {
  if (query.trim() === "") return;
  const { warnings } = await client.get(queryCheckView, "/queries/check", { query });
  for (const { message, from } of warnings) output.note(`At ${from + 1}: ${message}`);
}
