// A question whether devices still exist has no explicit answer for each of them.

import { GraphError, type GraphExchange } from "./graph-error.ts";

export class ConfirmUnclearError extends GraphError {
  constructor(exchange: GraphExchange, detail: string, options?: ErrorOptions) {
    super(
      "graph.confirm_unclear",
      `Microsoft Graph gives no clear answer whether a device exists: ${detail}`,
      exchange,
      options,
    );
  }
}
