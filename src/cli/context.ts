// What every command that asks the server starts from: the client, the output, and the signal that ends it.

import { type ApiClient, createApiClient } from "./api-client.ts";
import { interruption } from "./interruption.ts";
import { createOutput, type Output } from "./output.ts";
import { findServer } from "./server-address.ts";

/** The options of every such command. */
export interface ServerOptions {
  readonly url?: string;
  readonly json?: boolean;
}

export interface Context {
  readonly client: ApiClient;
  readonly output: Output;
  readonly signal: AbortSignal;
}

/** Throws what `findServer` throws. */
export function openContext({ url, json = false }: ServerOptions): Context {
  const signal = interruption();
  return {
    client: createApiClient(findServer(url, process.env), signal),
    output: createOutput(json),
    signal,
  };
}
