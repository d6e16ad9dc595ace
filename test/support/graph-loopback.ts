// A small server on this machine that answers as a test says, and remembers what it was asked.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";

interface LoopbackRequest {
  readonly method: string;
  /** Byte for byte as it came over the wire. */
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface LoopbackServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: LoopbackRequest[];
  /** How many connections were ever opened to it. */
  connections(): number;
}

export type Reply = (request: LoopbackRequest, response: ServerResponse) => void;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Starts a server on a free port of 127.0.0.1; with a certificate it speaks TLS. */
export async function startLoopback(
  reply: Reply,
  tls?: { readonly key: string; readonly cert: string },
): Promise<LoopbackServer> {
  const requests: LoopbackRequest[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    void readBody(request).then(
      (body) => {
        const { method = "", url = "", headers } = request;
        requests.push({ method, url, headers, body });
        reply({ method, url, headers, body }, response);
      },
      () => response.destroy(),
    );
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: { readonly [name: string]: string } = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
