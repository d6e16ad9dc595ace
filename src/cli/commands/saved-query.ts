// `rollcall saved-query list`, `save` and `remove`.

import { type SavedQueryView, savedQueryView } from "../../contract/saved-query.ts";
import type { ApiClient } from "../api-client.ts";
import { CommandError, wrongWords } from "../command-error.ts";
import { openContext, type ServerOptions } from "../context.ts";
import { showList } from "../show-list.ts";
import type { Column } from "../table.ts";

const columns: readonly Column<SavedQueryView>[] = [
  { title: "query", isNumber: true, of: ({ id }) => id },
  { title: "name", of: ({ name }) => name },
  { title: "whose", of: ({ isOwn, ownerName }) => (isOwn ? "yours" : (ownerName ?? "the server's machine")) },
  { title: "shared", of: ({ isShared }) => (isShared ? "yes" : "no") },
  { title: "text", of: ({ text }) => text },
];

export async function listSavedQueries(options: ServerOptions): Promise<void> {
  const { client, output } = openContext(options);
  const queries = client.list(savedQueryView, "/saved-queries");
  await showList(output, queries, Number.POSITIVE_INFINITY, columns, "There are no saved queries.");
}

async function findOwn(client: ApiClient, name: string): Promise<SavedQueryView | null> {
  for await (const query of client.list(savedQueryView, "/saved-queries"))
    if (query.isOwn && query.name.toLowerCase() === name.toLowerCase()) return query;
  return null;
}

interface SaveOptions extends ServerOptions {
  readonly shared?: boolean;
  readonly private?: boolean;
}

export async function saveQuery(name: string, text: string, options: SaveOptions): Promise<void> {
  const { client, output } = openContext(options);
  const isShared = options.shared ? true : options.private ? false : undefined;
  const own = await findOwn(client, name);
  const body = { name, text, isShared };
  const saved =
    own === null
      ? await client.create(savedQueryView, "/saved-queries", body)
      : await client.act(savedQueryView, {
          method: "PATCH",
          path: `/saved-queries/${own.id}`,
          etag: `"${own.version}"`,
          body,
        });
  if (output.isJson) output.json(saved);
  else output.line(`${saved.name} is saved${saved.isShared ? ", for everybody to see" : ""}.`);
}

/** By number, else by name: one's own before another's. Throws `saved_query.not_found`. */
export async function findSavedQuery(client: ApiClient, which: string): Promise<SavedQueryView> {
  if (/^\d{1,15}$/.test(which)) return client.get(savedQueryView, `/saved-queries/${which}`);
  let found: SavedQueryView | null = null;
  for await (const query of client.list(savedQueryView, "/saved-queries"))
    if (query.name === which && (found === null || query.isOwn)) found = query;
  if (found !== null) return found;
  throw new CommandError(
    "refused",
    "saved_query.not_found",
    `There is no saved query called ${JSON.stringify(which)}.`,
  );
}

/** The text that is given, or that of the saved query that is named. Throws `cli.wrong_words` where both are. */
export async function textOrSaved(
  client: ApiClient,
  text: string,
  saved: string | undefined,
): Promise<string> {
  if (saved === undefined) return text;
  if (text !== "") throw wrongWords("Give either a query or --saved.");
  return (await findSavedQuery(client, saved)).text;
}

export async function removeSavedQuery(which: string, options: ServerOptions): Promise<void> {
  const { client, output } = openContext(options);
  const { id, name } = await findSavedQuery(client, which);
  await client.drop({ method: "DELETE", path: `/saved-queries/${id}` });
  if (output.isJson) output.json({ id, name });
  else output.line(`${name} is removed.`);
}
