// How answers are kept and asked for again: what the server tells as it happens needs no asking.

import { QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "./problem.ts";

/** A refusal is an answer; what may pass by itself is tried twice more. */
function isWorthRetrying(count: number, error: Error): boolean {
  if (error instanceof ApiProblem && error.status < 500) return false;
  return count < 2;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: isWorthRetrying, staleTime: 15_000, refetchOnWindowFocus: true },
      // Nothing is changed twice by itself.
      mutations: { retry: false },
    },
  });
}
