// Finds the connection that a person names by its id or its exact name.

import { connectionView } from "../contract/connection.ts";
import type { ApiClient } from "./api-client.ts";
import { CommandError } from "./command-error.ts";

/** A whole number is an id. Throws `connection.not_found` where no connection has that name. */
export async function findConnectionId(client: ApiClient, which: string): Promise<number> {
  if (/^\d{1,15}$/.test(which)) return Number(which);
  for await (const { id, name } of client.list(connectionView, "/connections")) if (name === which) return id;
  throw new CommandError(
    "refused",
    "connection.not_found",
    `There is no connection called ${JSON.stringify(which)}.`,
  );
}
