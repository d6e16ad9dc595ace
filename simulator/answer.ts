// What a host answers, and how a request's body is read.

import type { IncomingMessage, ServerResponse } from "node:http";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Pieces are written one after the other, so that a large body is never whole in memory. */
  readonly body: string | Iterable<string>;
}

export function jsonAnswer(status: number, body: unknown): Answer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

export function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { ...answer.headers, date: new Date().toUTCString() });
  if (typeof answer.body === "string") {
    response.end(answer.body);
    return;
  }
  for (const piece of answer.body) response.write(piece);
  response.end();
}
