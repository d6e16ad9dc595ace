// The second check: does each host show a certificate that is trusted?

import type { TLSSocket } from "node:tls";
import type { ConnectionSettings } from "../../core/connection.ts";
import type { Evidence } from "../../core/connection-test.ts";
import { beginTls, dial, distrustOf, hostAndPort } from "../../graph/dial.ts";
import { unansweredExchange } from "../../graph/errors/graph-error.ts";
import { UnreachableError } from "../../graph/errors/unreachable-error.ts";
import type { HttpPoolOptions } from "../../graph/http-pool.ts";
import { proxyFor } from "../../graph/proxy.ts";
import { redact } from "../../graph/redact.ts";
import { secureContextOf } from "../../graph/trust.ts";
import { type Host, lookAtBoth } from "./both-hosts.ts";
import { type Check, withinLimit } from "./check.ts";

type Name = { readonly CN?: string | readonly string[]; readonly O?: string | readonly string[] };

/** The parts of a certificate's name that people know it by, e.g. `DigiCert Global G2, DigiCert Inc`. */
function nameInWords(name: Name | undefined): string {
  const parts = [name?.CN, name?.O].flat().filter((part) => part !== undefined && part !== "");
  // Whoever answers at that port has written it.
  return parts.length === 0 ? "not told" : redact(parts.join(", "), []);
}

function dateInWords(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? "not told" : date.toISOString();
}

function describe(label: string, tls: TLSSocket): readonly Evidence[] {
  const { subject, issuer, valid_to } = tls.getPeerCertificate();
  return [
    { label: `${label}: protocol`, value: tls.getProtocol() ?? "not told" },
    { label: `${label}: certificate for`, value: nameInWords(subject) },
    { label: `${label}: issued by`, value: nameInWords(issuer) },
    { label: `${label}: valid until`, value: dateInWords(valid_to) },
  ];
}

function tlsError(origin: string, detail: string): UnreachableError {
  return new UnreachableError("tls", hostAndPort(origin), detail, unansweredExchange("test"));
}

async function shakeHands(
  { label, origin }: Host,
  http: HttpPoolOptions,
  evidence: Evidence[],
  signal: AbortSignal,
): Promise<void> {
  const secureContext = secureContextOf(http);
  const socket = await dial({ origin, proxy: proxyFor(origin, http), secureContext }, signal);
  const tls = await beginTls(socket, origin, secureContext, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw tlsError(origin, error instanceof Error ? error.message : String(error));
  });
  evidence.push(...describe(label, tls));
  const distrust = distrustOf(tls);
  const issuer = nameInWords(tls.getPeerCertificate().issuer);
  tls.destroy();
  if (distrust !== null)
    throw tlsError(origin, `the certificate is not trusted (${distrust}); its issuer is ${issuer}`);
}

export function tlsCheck(settings: ConnectionSettings, http: HttpPoolOptions, limitMs: number): Check {
  return async (evidence, signal) => {
    let handshakes = 0;
    await lookAtBoth(settings, evidence, async (host, found) => {
      if (host.origin.startsWith("http:")) {
        found.push({ label: host.label, value: "not used: plain HTTP on this machine" });
        return;
      }
      const limit = { limitMs, host: hostAndPort(host.origin), kind: "tls" as const };
      await withinLimit(limit, signal, (within) => shakeHands(host, http, found, within));
      handshakes += 1;
    });
    if (handshakes === 0) return { summary: "TLS is not used: both hosts are on this machine." };
    return { summary: "Certificates are verified, up to an authority that is trusted." };
  };
}
