// Certificates to trust are read before they are used: OpenSSL takes what it cannot read for none.

import { generate } from "selfsigned";
import { beforeAll, expect, test } from "vitest";
import { secureContextOf } from "./trust.ts";

let pem: string;
beforeAll(async () => {
  pem = (await generate([{ name: "commonName", value: "An authority" }], { keyType: "ec" })).cert;
});

const malformed = expect.objectContaining({ code: "graph.certificate_malformed" });

test("[CT9] without certificates Node's own authorities are left as they are", () => {
  expect(secureContextOf({})).toBeUndefined();
});

test("[CT9] several certificates, with words between them, are read", () => {
  const text = `# The first\n${pem}\n# The second\r\n${pem}`;
  expect(secureContextOf({ extraCertificates: text })).toBeDefined();
  expect(secureContextOf({ trustedCertificates: text, extraCertificates: pem })).toBeDefined();
});

test("[CT9] what holds no certificate, or one that cannot be read, is refused", () => {
  for (const text of ["", "ca.pem", "-----BEGIN CERTIFICATE-----\n"]) {
    expect(() => secureContextOf({ extraCertificates: text })).toThrow(malformed);
    expect(() => secureContextOf({ trustedCertificates: text })).toThrow(malformed);
  }
  const second = "-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----";
  const read = () => secureContextOf({ extraCertificates: `${pem}\n${second}` });
  expect(read).toThrow("The certificates to trust cannot be read: number 2 of 2 is none");
});
