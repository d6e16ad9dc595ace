// Answers errors, unknown addresses and unknown methods as problem+json.

import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Problem } from "../contract/problem.ts";
import type { App } from "./app-options.ts";
import { isForPage, type SendPage } from "./console-files.ts";
import { expectedProblem, RateLimitedError, toProblem } from "./problem.ts";

const problemType = "application/problem+json";

function internalProblem(request: FastifyRequest, error: unknown): Problem {
  const errorId = randomUUID();
  request.log.error({ err: error, errorId }, "A request failed.");
  return { ...toProblem("internal", "Something unexpected happened; the server's log has it."), errorId };
}

function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  request.problemCode = problem.code;
  if (problem.status === 401) reply.header("WWW-Authenticate", "Bearer");
  return reply.code(problem.status).header("Content-Type", problemType).send(problem);
}

/** For the framework as well, which answers an address that cannot be decoded outside every route. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = expectedProblem(error) ?? internalProblem(request, error);
  if (error instanceof RateLimitedError) reply.header("Retry-After", Math.ceil(error.retryAfterMs / 1000));
  return sendProblem(request, reply, problem);
}

/** Which methods each address knows, from the routes as they are registered. */
function collectMethods(app: App): (path: string) => readonly string[] {
  const routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];
  app.addHook("onRoute", ({ url, method }) => {
    if (url.includes("*")) return;
    const pattern = url
      .split("/")
      .map((part) => (part.startsWith(":") ? "[^/]+" : RegExp.escape(part)))
      .join("/");
    routes.push({ pattern: new RegExp(`^${pattern}$`), methods: [method].flat() });
  });
  return (path) => [
    ...new Set(routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods)),
  ];
}

/** A browser that goes to an address which nothing else has gets the console: it knows its own pages. */
export function addErrorAnswers(app: App, sendPage: SendPage): void {
  app.decorateRequest("problemCode", null);
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply));
  const methodsOf = collectMethods(app);
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?", 1)[0] ?? "";
    const methods = methodsOf(path);
    if (methods.length === 0 && isForPage(request)) return sendPage(reply);
    // Also a file of a folder that is not there.
    if (methods.length === 0 || methods.includes(request.method))
      return sendProblem(request, reply, toProblem("request.route_unknown", "There is nothing here."));
    reply.header("Allow", methods.join(", "));
    const detail = `${request.method} is not known here; ${methods.join(", ")} is.`;
    return sendProblem(request, reply, toProblem("request.method_not_allowed", detail));
  });
}

const parseFailures: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "request.headers_too_large",
  ERR_HTTP_REQUEST_TIMEOUT: "request.timed_out",
};

/** What is no HTTP request at all is answered on the bare socket. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy(error);
    return;
  }
  const problem = toProblem(parseFailures[error.code ?? ""] ?? "request.malformed", "This is not HTTP.");
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} Refused`,
    `Content-Type: ${problemType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
