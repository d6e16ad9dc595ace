// Server-sent events: one stream for each client that watches, cut where the client does not keep up.

import { PassThrough } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { RollcallError } from "../core/error.ts";

export interface ServerEvent {
  readonly id: string;
  /** The event's name, e.g. `progress`. */
  readonly event: string;
  /** Sent as JSON. */
  readonly data: unknown;
}

export interface EventStreamOptions {
  /** How long a stream is silent before a comment shows that it lives. */
  readonly heartbeatMs: number;
  /** How much may wait for a slow client before it is cut. */
  readonly maxWaitingBytes: number;
  /** Asked at each heartbeat: a stream ends with the right to read it. A rejection ends it as well. */
  readonly isStillAllowed: () => Promise<boolean>;
}

export interface EventSink {
  /** Sends to the client; does nothing once the stream is over. */
  send(event: ServerEvent): void;
  /** Ends the stream after what was sent. */
  end(): void;
}

/** Begins to feed a sink, and answers how to stop; it is stopped once, whatever ends the stream. */
export type EventFeed = (sink: EventSink) => () => void;

/** A line break within a field would begin another field. */
const oneLine = (text: string): string => text.replaceAll(/[\r\n\0]/g, " ");

/** `JSON.stringify` breaks no line, so that one `data` line holds everything. */
function formatEvent({ id, event, data }: ServerEvent): string {
  return `id: ${oneLine(id)}\nevent: ${oneLine(event)}\ndata: ${JSON.stringify(data) ?? "null"}\n\n`;
}

/** Of one server: all its open streams, which end when it stops. */
export interface EventStreams {
  /**
   * Answers with the events of a feed until it ends, the client leaves, may no longer read, or does not keep up, or the
   * server stops. Throws `request.too_many_streams` where the principal has 20 open already. `Last-Event-ID` is ignored: a feed begins when it is opened.
   */
  open(
    request: FastifyRequest,
    reply: FastifyReply,
    feed: EventFeed,
    options: EventStreamOptions,
  ): FastifyReply;
  closeAll(): void;
  /** How many are open. */
  readonly size: number;
}

interface OpenStream {
  readonly stream: PassThrough;
  write(text: string): void;
  cut(): void;
}

function createStream(request: FastifyRequest, reply: FastifyReply, maxWaitingBytes: number): OpenStream {
  const stream = new PassThrough();
  const cut = (): void => {
    stream.destroy();
    reply.raw.destroy();
  };
  const write = (text: string): void => {
    if (stream.destroyed || stream.writableEnded) return;
    stream.write(text);
    const waiting = stream.writableLength + stream.readableLength + reply.raw.writableLength;
    if (waiting <= maxWaitingBytes) return;
    request.log.warn({ waitingBytes: waiting }, "A client of an event stream does not keep up and is cut.");
    cut();
  };
  return { stream, write, cut };
}

function startHeartbeat(
  { write, cut }: OpenStream,
  request: FastifyRequest,
  { heartbeatMs, isStillAllowed }: EventStreamOptions,
): () => void {
  let isAsking = false;
  const beat = async (): Promise<void> => {
    if (isAsking) return;
    isAsking = true;
    try {
      if (await isStillAllowed()) write(":\n\n");
      else cut();
    } catch (error) {
      request.log.warn({ err: error }, "It cannot be told whether an event stream may go on, so it is cut.");
      cut();
    } finally {
      isAsking = false;
    }
  };
  const timer = setInterval(() => void beat(), heartbeatMs);
  return () => clearInterval(timer);
}

function openStream(
  request: FastifyRequest,
  reply: FastifyReply,
  feed: EventFeed,
  options: EventStreamOptions,
): PassThrough {
  const open = createStream(request, reply, options.maxWaitingBytes);
  const { stream } = open;
  const stopHeartbeat = startHeartbeat(open, request, options);
  let stopFeed: (() => void) | null = null;
  stream.once("close", () => {
    stopHeartbeat();
    stopFeed?.();
  });
  // A client that leaves between two events is noticed by its socket.
  reply.raw.once("close", () => stream.destroy());
  try {
    // A comment at once lets the client see that the stream is open.
    open.write(":\n\n");
    stopFeed = feed({
      send: (event) => open.write(formatEvent(event)),
      end: () => stream.end(),
    });
  } catch (error) {
    stream.destroy();
    throw error;
  }
  return stream;
}

/** More than anybody's open pages and scripts; each holds a socket and is told everything. */
const mostForEach = 20;

const ownerOf = ({ principal }: FastifyRequest): string =>
  principal === null ? "nobody" : `${principal.kind}/${principal.id}`;

export function createEventStreams(): EventStreams {
  const streams = new Map<PassThrough, string>();
  const refuseTooMany = (owner: string): void => {
    const open = [...streams.values()].filter((other) => other === owner).length;
    if (open >= mostForEach)
      throw new RollcallError("request.too_many_streams", `${open} event streams are open: end one first.`);
  };
  return {
    open: (request, reply, feed, options) => {
      const owner = ownerOf(request);
      refuseTooMany(owner);
      const stream = openStream(request, reply, feed, options);
      streams.set(stream, owner);
      stream.once("close", () => streams.delete(stream));
      // A proxy that gathers answers would hold the events back.
      reply.header("Content-Type", "text/event-stream").header("X-Accel-Buffering", "no");
      return reply.send(stream);
    },
    closeAll: () => {
      for (const stream of streams.keys()) stream.end();
    },
    get size() {
      return streams.size;
    },
  };
}
