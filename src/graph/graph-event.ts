// What the library tells its caller while it works, for counters and logs; no secret, token or link is in it.

export type GraphEvent =
  | {
      readonly kind: "request";
      readonly operation: string;
      /** Null when no answer came. */
      readonly status: number | null;
      readonly requestId: string | null;
      readonly clientRequestId: string;
    }
  | {
      readonly kind: "waiting";
      readonly operation: string;
      readonly durationMs: number;
      /** The code of the error that makes it wait, e.g. `graph.throttled`. */
      readonly why: string;
      readonly requestId: string | null;
    }
  | { readonly kind: "token_renewed" };
