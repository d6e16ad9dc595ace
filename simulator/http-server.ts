// One HTTP or HTTPS server on loopback that turns requests into answers.

import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { type Answer, type Delivery, jsonAnswer, readBody, send, withHeaders } from "./answer.ts";
import type { Certificates } from "./certificates.ts";
import type { Clock } from "./clock.ts";

export interface HostRequest {
  readonly method: string;
  readonly url: URL;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Respond = (request: HostRequest) => Promise<Delivery>;

export interface HttpServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface ServerSettings {
  readonly clock: Clock;
  /** 0 takes a free one. */
  readonly port: number;
  readonly certificates: Certificates | null;
  readonly zips: boolean;
}

export function whole(answer: Answer): Delivery {
  return { answer, wire: "whole" };
}

function headersOf(request: IncomingMessage): Record<string, string> {
  const pairs = Object.entries(request.headers).map(([name, value]) => [
    name,
    [value ?? ""].flat().join(", "),
  ]);
  return Object.fromEntries(pairs) as Record<string, string>;
}

async function deliver(
  request: IncomingMessage,
  scheme: string,
  respond: Respond,
): Promise<{ delivery: Delivery; headers: Record<string, string> }> {
  const headers = headersOf(request);
  const url = URL.parse(request.url ?? "", `${scheme}://${headers.host}`);
  if (url === null)
    return { delivery: whole(jsonAnswer(400, { error: "The address is malformed." })), headers };
  const body = await readBody(request);
  return { delivery: await respond({ method: request.method ?? "GET", url, headers, body }), headers };
}

function listener(settings: ServerSettings, scheme: string, respond: Respond): RequestListener {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { delivery, headers } = await deliver(request, scheme, respond);
    const date = new Date(settings.clock.now()).toUTCString();
    const dated = { ...delivery, answer: withHeaders({ ...delivery.answer }, { date }) };
    const mayZip = settings.zips && (headers["accept-encoding"] ?? "").includes("gzip");
    await send(response, dated, mayZip);
  };
  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      // Either the caller has left, or the simulator itself is at fault: say so as long as there is someone to tell.
      if (response.headersSent || response.destroyed) return response.destroy();
      const message = error instanceof Error ? error.message : String(error);
      const failed = jsonAnswer(500, {
        error: { code: "generalException", message: `Simulator: ${message}` },
      });
      return response.writeHead(failed.status, failed.headers).end(failed.body);
    });
  };
}

/** Rejects when the port is taken. */
export async function listen(settings: ServerSettings, respond: Respond): Promise<HttpServer> {
  const { certificates, port } = settings;
  const scheme = certificates === null ? "http" : "https";
  const answer = listener(settings, scheme, respond);
  const server = certificates === null ? createServer(answer) : createTlsServer(certificates, answer);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
