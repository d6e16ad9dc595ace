// A proxy on this machine that opens tunnels by CONNECT, and remembers to where it was asked for one.

import { createServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";

export interface ConnectProxyOptions {
  /** `user:password`; without it everybody may. */
  readonly credentials?: string;
  /** The status with which every tunnel is refused. */
  readonly refuseWith?: number;
  /** What it does in place of an answer: close the connection, or nothing. */
  readonly instead?: "hang_up" | "hang";
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface ConnectProxy extends AsyncDisposable {
  /** Without credentials. */
  readonly url: string;
  /** Each `host:port` to which a tunnel was opened, in order. */
  readonly targets: readonly string[];
  /** How many requests came that were no CONNECT: a proxy that sees one sees what is in it. */
  readonly seen: () => number;
}

function refusalOf(request: IncomingMessage, options: ConnectProxyOptions): number | null {
  if (options.refuseWith !== undefined) return options.refuseWith;
  if (options.credentials === undefined) return null;
  const wanted = `Basic ${Buffer.from(options.credentials).toString("base64")}`;
  return request.headers["proxy-authorization"] === wanted ? null : 407;
}

function openTunnel(target: string, client: Duplex, keep: (socket: Duplex) => void): void {
  const { hostname, port } = new URL(`http://${target}`);
  const server: Socket = connect({ host: hostname, port: Number(port === "" ? 80 : port) });
  keep(server);
  server.on("error", () => client.destroy());
  client.on("error", () => server.destroy());
  client.on("close", () => server.destroy());
  server.on("close", () => client.destroy());
  server.on("connect", () => {
    client.write("HTTP/1.1 200 Connection established\r\n\r\n");
    server.pipe(client).pipe(server);
  });
}

export async function startConnectProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const targets: string[] = [];
  const sockets = new Set<Duplex>();
  let seen = 0;
  const keep = (socket: Duplex) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  };
  const server: Server = options.tls === undefined ? createServer() : createTlsServer(options.tls);
  server.on("connection", keep);
  server.on("request", (_request, response) => {
    seen += 1;
    response.writeHead(400).end();
  });
  server.on("connect", (request: IncomingMessage, client: Duplex) => {
    const refusal = refusalOf(request, options);
    // A client that leaves in the middle is no fault of a test.
    client.on("error", () => undefined);
    if (options.instead !== undefined) {
      if (options.instead === "hang_up") client.destroy();
    } else if (refusal !== null) {
      client.end(`HTTP/1.1 ${refusal} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    } else {
      targets.push(request.url ?? "");
      openTunnel(request.url ?? "", client, keep);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    targets,
    seen: () => seen,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
