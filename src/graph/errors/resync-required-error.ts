// Graph no longer accepts the token of a delta link: only a new full round helps.

import { answerInWords, GraphError, type GraphExchange } from "./graph-error.ts";

export class ResyncRequiredError extends GraphError {
  constructor(exchange: GraphExchange, options?: ErrorOptions) {
    super(
      "graph.resync_required",
      `Microsoft Graph no longer accepts the delta link${answerInWords(exchange)}`,
      exchange,
      options,
    );
  }
}
