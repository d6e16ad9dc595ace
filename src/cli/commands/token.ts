// `rollcall token create`, `list` and `remove`.

import type { z } from "zod";
import { apiToken, createdApiToken } from "../../contract/token.ts";
import { wrongWords } from "../command-error.ts";
import { openContext, type ServerOptions } from "../context.ts";
import { showList } from "../show-list.ts";
import type { Column } from "../table.ts";
import { momentWords, readExpiry } from "../time-words.ts";

interface CreateOptions extends ServerOptions {
  readonly name: string;
  readonly role: string;
  readonly expires: string;
}

/** The value alone is on standard output, so that it can be put into a variable. */
export async function createToken(options: CreateOptions): Promise<void> {
  const expiresAt = readExpiry(options.expires, Date.now());
  if (expiresAt === null) throw wrongWords("--expires must be such as 90d, 12h, 4w or 2027-01-01.");
  const { client, output } = openContext(options);
  const { name, role } = options;
  const created = await client.create(createdApiToken, "/tokens", { name, role, expiresAt });
  output.note(
    `Keep the token of ${created.name}: it is shown this once. It expires ${momentWords(expiresAt)}.`,
  );
  if (output.isJson) output.json(created);
  else output.line(created.value);
}

const columns: readonly Column<z.infer<typeof apiToken>>[] = [
  { title: "id", of: ({ id }) => id },
  { title: "name", of: ({ name }) => name },
  { title: "role", of: ({ role }) => role },
  { title: "expires", of: ({ expiresAt }) => momentWords(expiresAt) },
  { title: "last used", of: ({ lastUsedAt }) => momentWords(lastUsedAt) },
];

export async function listTokens(options: ServerOptions): Promise<void> {
  const { client, output } = openContext(options);
  const tokens = client.list(apiToken, "/tokens");
  await showList(output, tokens, Number.POSITIVE_INFINITY, columns, "There are no tokens.");
}

export async function removeToken(id: string, options: ServerOptions): Promise<void> {
  const { client, output } = openContext(options);
  await client.drop({ method: "DELETE", path: `/tokens/${encodeURIComponent(id)}` });
  if (output.isJson) output.json({ id });
  else output.line("The token is removed.");
}
