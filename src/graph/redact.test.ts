// What is taken out of words that a server wrote.

import fc from "fast-check";
import { expect, test } from "vitest";
import { redact } from "./redact.ts";

test("[GR15] a secret goes as it is and URL-encoded, and so do tokens of links and bearers", () => {
  const secret = "a b+/=~'!";
  const form = new URLSearchParams({ client_secret: secret }).toString();
  expect(redact(`raw ${secret} uri ${encodeURIComponent(secret)} form ${form}`, [secret])).toBe(
    "raw [secret] uri [secret] form client_secret=[secret]",
  );
  expect(redact("https://g/?$skiptoken=abc%2f&$top=3 and %24deltatoken%3Dxyz", [])).toBe(
    "https://g/?$skiptoken=[hidden]&$top=3 and %24deltatoken%3D[hidden]",
  );
  expect(redact("Authorization: Bearer eyJ0.eyJ1.s-_g", [])).toBe("Authorization: Bearer [hidden]");
});

test("[GR15] text is one line and short; without anything to hide it stays as it is", () => {
  expect(redact(" a\r\n\tb ", [""])).toBe("a b");
  expect(redact("a\u0000b\u001b[2Kc\u0085d", [])).toBe("a b [2Kc d");
  expect(redact("x".repeat(1_000), [])).toHaveLength(301);
});

test("[GR15] property: no secret of some length is left, wherever it stands", () => {
  const secrets = fc.string({ minLength: 12, unit: "grapheme-ascii" }).filter((text) => !/\s/.test(text));
  fc.assert(
    fc.property(fc.string(), secrets, fc.string(), (before, secret, after) => {
      expect(redact(before + secret + after, [secret])).not.toContain(secret);
    }),
  );
});
