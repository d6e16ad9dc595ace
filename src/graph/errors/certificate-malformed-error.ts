// A certificate that is to be trusted cannot be read: without this check it would be left out without a word.

import { GraphError, unansweredExchange } from "./graph-error.ts";

export class CertificateMalformedError extends GraphError {
  constructor(detail: string, options?: ErrorOptions) {
    super(
      "graph.certificate_malformed",
      `The certificates to trust cannot be read: ${detail}`,
      unansweredExchange("open"),
      options,
    );
  }
}
