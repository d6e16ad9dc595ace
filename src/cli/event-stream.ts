// Reads server-sent events one by one, and notices when a stream has gone silent.

import { createParser } from "eventsource-parser";
import { CommandError } from "./command-error.ts";
import { type ApiRequest, readBytes } from "./transport.ts";

export interface ApiEvent {
  /** E.g. `run_changed`. */
  readonly name: string;
  /** JSON. */
  readonly data: string;
}

/** The server sends a comment every few seconds; a check of a connection test may take half a minute. */
const silentForMs = 120_000;
const longestEvent = 4 * 1024 * 1024;

function silence(abort: (reason: CommandError) => void) {
  const tooLong = () =>
    abort(new CommandError("unreachable", "cli.stream_silent", "The server has stopped sending events."));
  const timer = setTimeout(tooLong, silentForMs);
  return { heard: () => timer.refresh(), [Symbol.dispose]: () => clearTimeout(timer) };
}

/**
 * Ends when the server ends the stream or the caller leaves. Throws `ApiError` where it is refused, `cli.connection_lost`
 * when it breaks, `cli.stream_silent`, or the reason of the request's own signal.
 */
export async function* readEvents(
  raw: (request: ApiRequest) => Promise<Response>,
  request: ApiRequest,
  onOpen?: () => void,
): AsyncGenerator<ApiEvent> {
  const stop = new AbortController();
  const signal = request.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, request.signal]);
  const headers = { ...request.headers, accept: "text/event-stream" };
  using watch = silence((reason) => stop.abort(reason));
  const arrived: ApiEvent[] = [];
  const parser = createParser({
    maxBufferSize: longestEvent,
    onEvent: ({ event, data }) => arrived.push({ name: event ?? "message", data }),
  });
  const text = new TextDecoder();
  try {
    const response = await raw({ ...request, headers, signal });
    onOpen?.();
    for await (const piece of readBytes(response)) {
      watch.heard();
      parser.feed(text.decode(piece, { stream: true }));
      yield* arrived.splice(0);
    }
  } finally {
    // A caller that leaves early leaves no request behind.
    stop.abort(new CommandError("failed", "cli.stream_left", "The stream is not needed any more."));
  }
}
