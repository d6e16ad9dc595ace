// Asks how many records there are.

import type { GraphClient } from "./client.ts";

/** Digits only; anything else, such as HTML of a gateway, is no count. */
export function decodeCount(text: string): { readonly value: number } | null {
  const digits = text.replace(/^\uFEFF/, "").trim();
  return /^\d{1,15}$/.test(digits) ? { value: Number(digits) } : null;
}

/**
 * The number at a `…/$count` path. It needs `ConsistencyLevel: eventual`, and comes from an index that may lag behind
 * (learn.microsoft.com/graph/aad-advanced-queries). Throws what `GraphClient.send` does; a body that is no number is
 * `graph.not_json`.
 */
export async function readCount(
  client: GraphClient,
  operation: string,
  path: string,
  signal: AbortSignal,
): Promise<number> {
  const headers = { accept: "text/plain", consistencylevel: "eventual" };
  const answer = await client.send(
    { operation, link: client.linkTo(path), headers, decode: decodeCount },
    signal,
  );
  return answer.value;
}
