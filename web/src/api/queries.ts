// Help for whoever writes a query.

import type { CompletionView } from "../../../src/contract/asset-search.ts";
import { read } from "./client.ts";

/** What may be written at the position, with the values that assets have. Throws as `ask` does. */
export const readCompletions = (
  text: string,
  position: number,
  signal: AbortSignal,
): Promise<CompletionView> => read<CompletionView>("/queries/completions", { text, position }, signal);
