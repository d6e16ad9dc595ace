// A host's URL would send secrets in clear text, or is no origin at all.

import { GraphError, type GraphExchange } from "./graph-error.ts";

export class InsecureUrlError extends GraphError {
  constructor(exchange: GraphExchange, detail: string, options?: ErrorOptions) {
    super("graph.insecure_url", `The URL cannot be used: ${detail}`, exchange, options);
  }
}
