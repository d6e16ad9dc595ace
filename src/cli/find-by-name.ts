// Finds the connection or the tag that a person names by its id or its exact name.

import type { z } from "zod";
import { connectionView } from "../contract/connection.ts";
import { tagView } from "../contract/tag.ts";
import type { ApiClient } from "./api-client.ts";
import { CommandError } from "./command-error.ts";

/** A whole number is an id. Throws a refusal of the code `NOUN.not_found` where none has that name. */
async function findId(
  client: ApiClient,
  noun: string,
  view: z.ZodType<{ readonly id: number; readonly name: string }>,
  which: string,
): Promise<number> {
  if (/^\d{1,15}$/.test(which)) return Number(which);
  for await (const { id, name } of client.list(view, `/${noun}s`)) if (name === which) return id;
  throw new CommandError(
    "refused",
    `${noun}.not_found`,
    `There is no ${noun} called ${JSON.stringify(which)}.`,
  );
}

export function findConnectionId(client: ApiClient, which: string): Promise<number> {
  return findId(client, "connection", connectionView, which);
}

export function findTagId(client: ApiClient, which: string): Promise<number> {
  return findId(client, "tag", tagView, which);
}
