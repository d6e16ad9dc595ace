// Graph no longer accepts the page token of a listing: the listing begins anew.

import { answerInWords, GraphError, type GraphExchange } from "./graph-error.ts";

export class PageLinkExpiredError extends GraphError {
  constructor(exchange: GraphExchange, options?: ErrorOptions) {
    super(
      "graph.page_link_expired",
      `Microsoft Graph no longer accepts the page link${answerInWords(exchange)}`,
      exchange,
      options,
    );
  }
}
