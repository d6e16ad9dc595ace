// Each of Graph's errors has one meaning for a run.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { answer, neverAborted, rejectionOf, script } from "../../test/support/graph-script.ts";
import { SourceFailure } from "../core/failure.ts";
import { decodeJson } from "../graph/client.ts";
import { BodyCutError } from "../graph/errors/body-cut-error.ts";
import { ForeignLinkError } from "../graph/errors/foreign-link-error.ts";
import { type GraphExchange, unansweredExchange } from "../graph/errors/graph-error.ts";
import { InsecureUrlError } from "../graph/errors/insecure-url-error.ts";
import { LinkRepeatsError } from "../graph/errors/link-repeats-error.ts";
import { NotJsonError } from "../graph/errors/not-json-error.ts";
import { PageLinkExpiredError } from "../graph/errors/page-link-expired-error.ts";
import { PageMalformedError } from "../graph/errors/page-malformed-error.ts";
import { RedirectedError } from "../graph/errors/redirected-error.ts";
import { ResyncRequiredError } from "../graph/errors/resync-required-error.ts";
import { TokenMalformedError } from "../graph/errors/token-malformed-error.ts";
import { TokenRefusedError } from "../graph/errors/token-refused-error.ts";
import { UnreachableError } from "../graph/errors/unreachable-error.ts";
import { statusError } from "../graph/status-error.ts";
import { toSourceFailure } from "./failure.ts";

const exchange: GraphExchange = { ...unansweredExchange("test"), requestId: "r-1" };
const status = (value: number) => statusError({ ...exchange, status: value });
const refused = (error: string | null, ...entraCodes: number[]) =>
  new TokenRefusedError({ error, entraCodes, description: null }, exchange);

function failureOf(error: unknown): SourceFailure {
  const failure = toSourceFailure(error);
  if (!(failure instanceof SourceFailure)) throw new TypeError("It is not translated.");
  return failure;
}

test.each<[string, Error, string]>([
  ["a refused delta link", new ResyncRequiredError(exchange), "full_pull"],
  ["an expired page link", new PageLinkExpiredError(exchange), "relist"],
  ["401 after renewal", status(401), "credentials_rejected"],
  ["403", status(403), "permission_missing"],
  ["429 beyond patience", status(429), "source_error"],
  ["503 beyond patience", status(503), "source_error"],
  ["400", status(400), "source_error"],
  ["a redirect", new RedirectedError(exchange), "source_error"],
  ["no JSON", new NotJsonError(exchange, "x"), "source_error"],
  ["a malformed page", new PageMalformedError(exchange, "x"), "source_error"],
  ["a foreign link", new ForeignLinkError(exchange, "x"), "source_error"],
  ["a repeated link", new LinkRepeatsError(exchange), "source_error"],
  ["a host without https", new InsecureUrlError(exchange, "x"), "source_error"],
  ["a malformed token", new TokenMalformedError(exchange, "x"), "source_error"],
  ["no name", new UnreachableError("dns", "h:443", "x", exchange), "source_unreachable"],
  ["no listener", new UnreachableError("tcp", "h:443", "x", exchange), "source_unreachable"],
  ["a proxy that refuses", new UnreachableError("proxy", "h:443", "x", exchange), "source_unreachable"],
  ["no TLS", new UnreachableError("tls", "h:443", "x", exchange), "source_unreachable"],
  ["no answer in time", new UnreachableError("timeout", "h:443", "x", exchange), "source_unreachable"],
  ["a cut body", new BodyCutError(exchange), "source_unreachable"],
  ["invalid_client", refused("invalid_client"), "credentials_rejected"],
  ["unauthorized_client", refused("unauthorized_client"), "credentials_rejected"],
  ["invalid_request", refused("invalid_request"), "credentials_rejected"],
  ["invalid_tenant", refused("invalid_tenant"), "credentials_rejected"],
  ["invalid_grant", refused("invalid_grant"), "credentials_rejected"],
  ["temporarily_unavailable", refused("temporarily_unavailable"), "source_error"],
  ["a refusal that is not Entra's", refused(null), "source_error"],
])("[GR18] %s means %s", (_name, error, expected) => {
  const failure = failureOf(error);
  const { remedy } = failure;
  expect(remedy.kind === "operator" ? remedy.reason : remedy.kind).toBe(expected);
  expect(failure.code).toBe((error as unknown as { code: string }).code);
  expect(failure.requestId).toBe("r-1");
  expect(failure.cause).toBe(error);
});

test.each<[string, Error, RegExp]>([
  ["403", status(403), /Grant admin consent/],
  ["429", status(429), /left alone for a while/],
  ["503", status(503), /try again in a few minutes/],
  [
    "no TLS",
    new UnreachableError("tls", "h:443", "x", exchange),
    /\. The TLS handshake.*ROLLCALL_EXTRA_CA_FILE/,
  ],
  ["no listener", new UnreachableError("tcp", "h:443", "x", exchange), /port 443.*Conditional Access/],
  ["a refusing proxy", new UnreachableError("proxy", "h:443", "x", exchange), /ROLLCALL_HTTPS_PROXY/],
  ["no JSON", new NotJsonError(exchange, "x"), /Something other than Microsoft/],
])("[CT3] %s says what to do, in a run as in a test", (_name, error, expected) => {
  expect(failureOf(error).message).toMatch(expected);
});

test("[GR18] an error that is not Graph's comes back as it is", () => {
  const fault = new TypeError("a fault of our own");
  expect(toSourceFailure(fault)).toBe(fault);
});

test.each<[number, RegExp]>([
  [7000215, /ID was pasted in place of its value/],
  [7000222, /expired/],
  [700016, /not found in this tenant/],
  [90002, /no such tenant/],
  [900023, /neither a GUID nor a verified domain/],
  [53003, /Conditional Access/],
  [7000112, /disabled/],
  [424242, /check all three/],
])("[GR18] AADSTS%i is told in the user's terms", (code, expected) => {
  const { message } = failureOf(refused("invalid_client", code));
  expect(message).toMatch(expected);
  expect(message).toContain(`(AADSTS${code})`);
});

test("[GR18] a missing permission names the permission, the place and the button", () => {
  expect(failureOf(status(403)).message).toMatch(/Device\.Read\.All.*API permissions.*Grant admin consent/);
});

const folder = new URL("../../../shared/graph-data/", import.meta.url);
const collected = existsSync(folder);
const files = (name: string, pattern: RegExp) =>
  collected ? readdirSync(new URL(name, folder)).filter((file) => pattern.test(file)) : [];
const reasons: Record<string, string> = { 401: "credentials_rejected", 403: "permission_missing" };

describe.skipIf(!collected)("[GR18] collected errors", () => {
  test.each(files("tokens", /^error-/))("token error %s means rejected credentials", async (file) => {
    const text = readFileSync(new URL(`tokens/${file}`, folder), "utf8");
    const { tokens } = script({ tokenAnswers: [answer(/\.401\./.test(file) ? 401 : 400, text)] });
    const failure = failureOf(await rejectionOf(tokens.get(neverAborted)));
    expect(failure.remedy).toEqual({ kind: "operator", reason: "credentials_rejected" });
    expect(failure.message).toContain(`AADSTS${/error-(\d+)/.exec(file)?.[1]}`);
    expect(failure.requestId).toBe((JSON.parse(text) as { trace_id: string }).trace_id);
  });

  test.each(files("errors", /^\d{3}-.*(?<!headers\..*)\.json$/))("Graph error %s", async (file) => {
    const code = Number(file.slice(0, 3));
    const text = readFileSync(new URL(`errors/${file}`, folder), "utf8");
    const { client } = script({ answers: Array(9).fill(answer(code, text)) });
    const request = { operation: "test", link: client.linkTo("/v1.0/devices"), decode: decodeJson };
    const failure = failureOf(await rejectionOf(client.send(request, neverAborted)));
    expect(failure.remedy).toEqual({ kind: "operator", reason: reasons[code] ?? "source_error" });
  });
});
