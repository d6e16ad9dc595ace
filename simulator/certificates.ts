// A certificate authority of the simulator's own, made anew at each start and kept in memory alone.

import { generate } from "selfsigned";

export interface Certificates {
  /** PEM of the authority, which a client must trust. */
  readonly ca: string;
  /** PEM of the hosts' certificate and its key. */
  readonly cert: string;
  readonly key: string;
}

const validDays = 7;

/** Certificates for `localhost`, `127.0.0.1` and `::1`. */
export async function makeCertificates(now: number): Promise<Certificates> {
  const dates = {
    // A client whose clock is a little behind must accept them, too.
    notBeforeDate: new Date(now - 3_600_000),
    notAfterDate: new Date(now + validDays * 86_400_000),
  };
  const usual = { keyType: "ec", algorithm: "sha256", ...dates } as const;
  const ca = await generate([{ name: "commonName", value: "Rollcall simulator CA" }], {
    ...usual,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const altNames = [
    { type: 2, value: "localhost" },
    { type: 7, ip: "127.0.0.1" },
    { type: 7, ip: "::1" },
  ] as const;
  const host = await generate([{ name: "commonName", value: "Rollcall simulator" }], {
    ...usual,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames: [...altNames] },
    ],
  });
  return { ca: ca.cert, cert: host.cert, key: host.private };
}
