// Which certificate authorities are trusted.

import { X509Certificate } from "node:crypto";
import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";
import { CertificateMalformedError } from "./errors/certificate-malformed-error.ts";

export interface TrustSettings {
  /** PEM certificates that are trusted in place of the usual authorities. */
  readonly trustedCertificates?: string;
  /** PEM certificates that are trusted besides the usual authorities, or besides `trustedCertificates` where it is set. */
  readonly extraCertificates?: string;
}

const pemCertificate = /-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gs;

/** Each certificate of a PEM text. OpenSSL takes a text that holds none for an empty list, so it is looked at before. */
function readCertificates(pem: string): readonly string[] {
  const blocks = pem.match(pemCertificate) ?? [];
  if (blocks.length === 0) throw new CertificateMalformedError("there is no PEM certificate in them");
  for (const [index, block] of blocks.entries()) {
    try {
      new X509Certificate(block);
    } catch (cause) {
      throw new CertificateMalformedError(`number ${index + 1} of ${blocks.length} is none`, { cause });
    }
  }
  return blocks;
}

/**
 * What a TLS connection is to be made with, or undefined where Node's own authorities (with those of NODE_EXTRA_CA_CERTS)
 * are all that is trusted. Made once and shared: to read the usual authorities takes several milliseconds. Throws
 * `graph.certificate_malformed`.
 */
export function secureContextOf(settings: TrustSettings): SecureContext | undefined {
  const { trustedCertificates, extraCertificates } = settings;
  if (trustedCertificates === undefined && extraCertificates === undefined) return undefined;
  const usual =
    trustedCertificates === undefined ? getCACertificates("default") : readCertificates(trustedCertificates);
  const extra = extraCertificates === undefined ? [] : readCertificates(extraCertificates);
  return createSecureContext({ ca: [...usual, ...extra] });
}
