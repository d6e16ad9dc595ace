// The proxy's URL cannot be used; the URL itself is not told, since it may hold a password.

import { GraphError, unansweredExchange } from "./graph-error.ts";

export class ProxyMalformedError extends GraphError {
  constructor(detail: string) {
    super("graph.proxy_malformed", `The proxy's URL cannot be used: ${detail}`, unansweredExchange("open"));
  }
}
