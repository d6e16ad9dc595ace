// The root of every error that this library throws on purpose: a stable code, and the exchange in which it arose.

/** What is known of a request and of its answer. It holds no token and no link. */
export interface GraphExchange {
  readonly operation: string;
  /** Null when no answer came. */
  readonly status: number | null;
  /** `error.code` and the codes of the errors nested in it, outermost first; compare them without regard to case. */
  readonly graphCodes: readonly string[];
  /** Graph's own words, shortened; for people only, never to branch on. */
  readonly graphMessage: string | null;
  readonly requestId: string | null;
  readonly clientRequestId: string | null;
  /** The answer's `Date` header. */
  readonly date: string | null;
  /** The answer's `x-ms-ags-diagnostic` header. */
  readonly diagnostic: string | null;
}

export class GraphError extends Error {
  /** Lower-case and dotted, e.g. `graph.throttled`. */
  readonly code: string;
  readonly exchange: GraphExchange;

  constructor(code: string, message: string, exchange: GraphExchange, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.exchange = exchange;
  }
}

/** An exchange of which nothing is known but what it was for. */
export function unansweredExchange(operation: string, clientRequestId: string | null = null): GraphExchange {
  return {
    operation,
    status: null,
    graphCodes: [],
    graphMessage: null,
    requestId: null,
    clientRequestId,
    date: null,
    diagnostic: null,
  };
}

/** The end of a message that tells which status, code and words came, e.g. `: 400 Request_BadRequest, Bad filter.` */
export function answerInWords(exchange: GraphExchange): string {
  const code = exchange.graphCodes[0];
  const words =
    exchange.graphMessage === null || exchange.graphMessage === "" ? "" : `, ${exchange.graphMessage}`;
  return `: ${exchange.status ?? "no answer"}${code === undefined ? "" : ` ${code}`}${words}`;
}
