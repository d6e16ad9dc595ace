// What a failed connection is called, and what is kept of its error.

import { expect, test } from "vitest";
import { unansweredExchange } from "./errors/graph-error.ts";
import { UnreachableError } from "./errors/unreachable-error.ts";
import { networkAttempt, toNetworkError } from "./network-error.ts";

const failed = (code: string, message = "it failed") => Object.assign(new Error(message), { code });
const translate = (error: unknown, inBody = false) =>
  toNetworkError(error, "graph.microsoft.com:443", unansweredExchange("test"), inBody);

test.each([
  ["ENOTFOUND", "dns"],
  ["EAI_AGAIN", "dns"],
  ["ECONNREFUSED", "tcp"],
  ["ECONNRESET", "tcp"],
  ["UND_ERR_SOCKET", "tcp"],
  ["EHOSTUNREACH", "tcp"],
  ["ETIMEDOUT", "timeout"],
  ["UND_ERR_CONNECT_TIMEOUT", "timeout"],
  ["UND_ERR_HEADERS_TIMEOUT", "timeout"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "tls"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "tls"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "tls"],
  ["CERT_HAS_EXPIRED", "tls"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "tls"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "tls"],
  ["EPROTO", "tls"],
  ["UND_ERR_DESTROYED", "closed"],
  ["", "tcp"],
])("[GR16] %s is a failure of kind %s", (code, kind) => {
  const error = translate(failed(code));
  expect(error).toBeInstanceOf(UnreachableError);
  expect(error).toMatchObject({ kind, host: "graph.microsoft.com:443" });
  expect(error.message).toContain(code);
});

test.each([
  ["ECONNREFUSED", "proxy"],
  ["ENOTFOUND", "proxy"],
  ["UND_ERR_PRX_CONN", "proxy"],
  ["UND_ERR_PRX_TLS", "proxy"],
  ["ECONNRESET", "tcp"],
  ["CERT_HAS_EXPIRED", "tls"],
  ["UND_ERR_HEADERS_TIMEOUT", "timeout"],
])("[CT8] through a proxy %s is a failure of kind %s, and names the proxy", (code, kind) => {
  const proxy = "http://proxy.example:3128";
  const error = toNetworkError(failed(code), "h:443", unansweredExchange("test"), false, proxy);
  expect(error).toMatchObject({ kind });
  expect(error.message).toContain(`(through the proxy ${proxy})`);
});

test("[GR15] of the cause only code and message are kept, never the bytes of an answer", () => {
  const cause = Object.assign(failed("HPE_INVALID_CONSTANT"), { data: "access_token=planted" });
  const error = translate(cause, true);
  expect(error.code).toBe("graph.body_cut");
  expect(JSON.stringify([error, error.cause])).not.toContain("planted");
  expect(error.cause).toMatchObject({ code: "HPE_INVALID_CONSTANT", message: "it failed" });
});

test("[GR16] only a network error counts as one", () => {
  expect(networkAttempt(translate(failed("ECONNRESET")))).toMatchObject({ trouble: { kind: "network" } });
  const fault = new TypeError("a fault of our own");
  expect(() => networkAttempt(fault)).toThrow(fault);
});
