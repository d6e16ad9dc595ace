// Server-sent events over real sockets: what is sent, and how a stream ends.

import { connect, type Socket } from "node:net";
import { EventSourceParserStream } from "eventsource-parser/stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { createEventStreams, type EventSink, type EventStreams } from "../../src/http/events.ts";
import { startTestApp, type TestApp } from "../support/http-app.ts";

let server: TestApp;
let streams: EventStreams;
let baseUrl = "";
let isAllowed = true;
let begun = Promise.withResolvers<EventSink>();
let stopped = Promise.withResolvers<void>();

beforeEach(async () => {
  isAllowed = true;
  begun = Promise.withResolvers();
  stopped = Promise.withResolvers();
  streams = createEventStreams();
  server = await startTestApp({
    routes: [
      (api) => {
        api.addHook("preClose", async () => streams.closeAll());
        api.route({
          method: "GET",
          url: "/events",
          exposeHeadRoute: false,
          config: { role: "viewer" },
          schema: { response: { 200: { content: { "text/event-stream": { schema: z.string() } } } } },
          handler: (request, reply) => {
            streams.open(
              request,
              reply,
              (sink) => {
                begun.resolve(sink);
                return () => stopped.resolve();
              },
              { heartbeatMs: 5, maxWaitingBytes: 256 * 1024, isStillAllowed: async () => isAllowed },
            );
          },
        });
      },
    ],
  });
  baseUrl = await server.app.listen({ host: "127.0.0.1", port: 0 });
});
afterEach(() => server.close());

const headers = () => ({ authorization: `Bearer ${server.tokens.viewer}` });

async function open() {
  const end = new AbortController();
  const answer = await fetch(`${baseUrl}/api/v1/events`, { headers: headers(), signal: end.signal });
  const sink = await begun.promise;
  return { answer, sink, leave: () => end.abort() };
}

/** A client that asks and then reads nothing. */
async function openDeaf(): Promise<Socket> {
  const url = new URL(baseUrl);
  const socket = connect(Number(url.port), url.hostname);
  socket.pause();
  socket.on("error", () => undefined);
  const { authorization } = headers();
  socket.write(`GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\n\r\n`);
  await begun.promise;
  return socket;
}

test("[HA18] events arrive with id, name and JSON, and a line break begins no other field", async () => {
  const { answer, sink } = await open();
  expect(answer.headers.get("content-type")).toBe("text/event-stream");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  sink.send({ id: "1", event: "progress", data: { text: "a\nb\r\u2028c" } });
  sink.send({ id: "2\nevent: planted", event: "end", data: null });
  sink.end();
  sink.send({ id: "3", event: "late", data: null });
  const parsed: unknown[] = [];
  const events = answer.body?.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  for await (const event of events ?? []) parsed.push(event);
  expect(parsed).toMatchObject([
    { id: "1", event: "progress", data: JSON.stringify({ text: "a\nb\r\u2028c" }) },
    { id: "2 event: planted", event: "end", data: "null" },
  ]);
  await stopped.promise;
  expect(streams.size).toBe(0);
});

test("[HA18] a silent stream shows by comments that it lives", async () => {
  const { answer, leave } = await open();
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (text.length < 9) text += (await reader?.read())?.value ?? "";
  expect(text).toMatch(/^(:\n\n)+$/);
  leave();
  await stopped.promise;
});

test("[HA18] the feed stops when the client leaves", async () => {
  const { leave } = await open();
  leave();
  await stopped.promise;
  expect(streams.size).toBe(0);
});

test("[HA18] a stream ends when its reader may read it no more", async () => {
  const { answer } = await open();
  isAllowed = false;
  await expect(answer.text()).rejects.toThrow();
  await stopped.promise;
});

test("[HA18] a stream ends when the server stops, which does not wait for its readers", async () => {
  const { answer } = await open();
  const text = answer.text();
  await server.app.close();
  expect(await text).toMatch(/^(:\n\n)+$/);
  await stopped.promise;
});

test("[HA19] a client that does not keep up is cut, and what waits for it stays bounded", async () => {
  const socket = await openDeaf();
  const sink = await begun.promise;
  let isOver = false;
  void stopped.promise.then(() => {
    isOver = true;
  });
  let sent = 0;
  // The system's own buffers take some megabytes before anything waits here.
  while (!isOver && sent < 100_000) {
    sink.send({ id: String(sent), event: "progress", data: "x".repeat(10_000) });
    sent += 1;
    if (sent % 8 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await stopped.promise;
  expect(sent).toBeLessThan(100_000);
  socket.destroy();
});

test("[HA20] a twenty-first stream of one principal is refused, and one that ends makes room", async () => {
  const ask = () => fetch(`${baseUrl}/api/v1/events`, { headers: headers() });
  const first = await open();
  const others = await Promise.all(Array.from({ length: 19 }, ask));
  const refused = await ask();
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ code: "request.too_many_streams" });
  expect(streams.size).toBe(20);
  first.leave();
  await stopped.promise;
  const next = await ask();
  expect(next.status).toBe(200);
  for (const { body } of [...others, next]) await body?.cancel();
});
