// No answer came: the name does not resolve, nobody listens, the proxy refuses, TLS fails, or the time ran out.

import { GraphError, type GraphExchange } from "./graph-error.ts";

export type UnreachableKind = "dns" | "tcp" | "proxy" | "tls" | "timeout" | "closed";

export class UnreachableError extends GraphError {
  readonly kind: UnreachableKind;
  /** Host and port, e.g. `graph.microsoft.com:443`. */
  readonly host: string;

  constructor(
    kind: UnreachableKind,
    host: string,
    detail: string,
    exchange: GraphExchange,
    options?: ErrorOptions,
  ) {
    super("graph.unreachable", `No answer from ${host} (${kind}): ${detail}`, exchange, options);
    this.kind = kind;
    this.host = host;
  }
}
