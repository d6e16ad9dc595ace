// Graph answers 403: the app lacks a permission or its consent.

import { answerInWords, GraphError, type GraphExchange } from "./graph-error.ts";

export class ForbiddenError extends GraphError {
  constructor(exchange: GraphExchange, options?: ErrorOptions) {
    super("graph.forbidden", `Microsoft Graph denies access${answerInWords(exchange)}`, exchange, options);
  }
}
