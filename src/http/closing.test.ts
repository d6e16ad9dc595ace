// Shows that no client keeps the server from its end.

import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import Fastify from "fastify";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { App } from "./app-options.ts";
import { addClosing } from "./closing.ts";

let app: App;
let begun = Promise.withResolvers<void>();
const sockets: Socket[] = [];

beforeEach(async () => {
  begun = Promise.withResolvers();
  app = Fastify() as unknown as App;
  addClosing(app, 50);
  app.addHook("onRequest", async () => begun.resolve());
  app.get("/endless", async (_request, reply) =>
    reply.send(
      Readable.from(
        (async function* () {
          for (;;) yield "x".repeat(65_536);
        })(),
      ),
    ),
  );
  app.post("/upload", async () => ({}));
  await app.listen({ host: "127.0.0.1", port: 0 });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await app.close();
});

async function say(text: string): Promise<Socket> {
  const socket = connect((app.server.address() as AddressInfo).port, "127.0.0.1");
  sockets.push(socket);
  socket.on("error", () => undefined);
  socket.pause();
  socket.write(text);
  await begun.promise;
  return socket;
}

test.each([
  ["reads nothing of a long answer", "GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n"],
  [
    "never ends what it sends",
    'POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a":',
  ],
])("[SV40] a client that %s is cut when the server stops", async (_, text) => {
  const socket = await say(text);
  const left = once(socket, "close");
  await app.close();
  socket.resume();
  await left;
  expect(app.server.listening).toBe(false);
});
