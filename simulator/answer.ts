// What a host answers, how a request's body is read, and how an answer leaves, whole or not.

import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { gzipSync } from "node:zlib";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Texts that are put together one by one are sent as fast as the caller reads them. */
  readonly body: string | Iterable<string>;
}

/** `cut` promises the whole body and sends half of it; `reset` ends the connection before the first byte. */
export interface Delivery {
  readonly answer: Answer;
  readonly wire: "whole" | "cut" | "reset";
}

export function jsonAnswer(status: number, body: unknown): Answer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

export function textOf(answer: Answer): string {
  return typeof answer.body === "string" ? answer.body : [...answer.body].join("");
}

export function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** Half of what the length promises, and then the end of the connection. */
function sendCut(response: ServerResponse, answer: Answer): void {
  const bytes = Buffer.from(textOf(answer));
  response.writeHead(answer.status, { ...answer.headers, "content-length": String(bytes.length + 1) });
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => response.destroy());
}

async function sendWhole(response: ServerResponse, answer: Answer, mayZip: boolean): Promise<void> {
  if (typeof answer.body !== "string") {
    response.writeHead(answer.status, answer.headers);
    await pipeline(Readable.from(answer.body), response);
    return;
  }
  if (!mayZip) {
    response.writeHead(answer.status, answer.headers).end(answer.body);
    return;
  }
  const headers = { ...answer.headers, "content-encoding": "gzip" };
  response.writeHead(answer.status, headers).end(gzipSync(answer.body, { level: 1 }));
}

/** Resolves when the answer is handed to the connection; rejects when the caller leaves in the middle of a long one. */
export async function send(
  response: ServerResponse,
  { answer, wire }: Delivery,
  mayZip: boolean,
): Promise<void> {
  if (wire === "reset") response.socket?.resetAndDestroy();
  else if (wire === "cut") sendCut(response, answer);
  else await sendWhole(response, answer, mayZip);
}
