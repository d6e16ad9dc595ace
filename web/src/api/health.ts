// How the server is: what its probes say, and what is shipped with the console.

import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { healthy } from "../../../src/contract/health.ts";
import { readOutside } from "./client.ts";
import { isProblem } from "./problem.ts";

/** A server that is not ready says so, and why: an answer as good as any. */
async function readReadiness(signal: AbortSignal): Promise<string | null> {
  try {
    await readOutside("/readyz", signal);
    return null;
  } catch (error) {
    if (isProblem(error, "server.not_ready")) return error.problem.detail;
    throw error;
  }
}

export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: ({ signal }) => readOutside<z.infer<typeof healthy>>("/healthz", signal),
});

/** Why the server is not ready; null where it is. */
export const readinessQuery = queryOptions({
  queryKey: ["readiness"],
  queryFn: ({ signal }) => readReadiness(signal),
  refetchInterval: 10_000,
});

export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

export const packagesQuery = queryOptions({
  queryKey: ["packages"],
  queryFn: ({ signal }) => readOutside<readonly ShippedPackage[]>("/packages.json", signal),
  staleTime: Number.POSITIVE_INFINITY,
});
