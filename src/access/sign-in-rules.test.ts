// Which addresses and passwords are taken, and which headers hold a token.

import { expect, test } from "vitest";
import { readAgeCursor, readIdCursor, writeAgeCursor } from "./cursor.ts";
import { checkPassword, readEmail } from "./sign-in-rules.ts";
import { makeApiToken, readBearer } from "./token-value.ts";

const refusal = (code: string) => expect.objectContaining({ code });

test("[AC4] an address is compared in lower case and without the space around it", () => {
  expect(readEmail("  Ada@Contoso.Example ")).toBe("ada@contoso.example");
  for (const none of [
    "",
    "ada",
    "ada@",
    "@contoso.example",
    "a b@contoso.example",
    `${"a".repeat(250)}@b.example`,
  ])
    expect(() => readEmail(none)).toThrow(refusal("access.email_invalid"));
});

test("[AC4] a password has 12 to 128 characters, counted as people do, and is not the address", () => {
  const check = (password: string) => checkPassword(password, "ada@contoso.example");
  check("a".repeat(12));
  check("a".repeat(128));
  check("ключключключ");
  for (const weak of ["", "a".repeat(11), "🔑".repeat(11), "a".repeat(129), " ADA@contoso.example "])
    expect(() => check(weak)).toThrow(refusal("access.password_weak"));
});

test("[AC7] a token is read from a bearer header and from nothing else", () => {
  const value = makeApiToken();
  expect(readBearer(`Bearer ${value}`)).toBe(value);
  expect(readBearer(`bearer  ${value} `)).toBe(value);
  for (const none of [
    value,
    `Basic ${value}`,
    `Bearer ${value} x`,
    `Bearer ${value}x`,
    "Bearer",
    `Bearer x${value}`,
  ])
    expect(readBearer(none)).toBeNull();
});

test("[AC16] a cursor leads back to where it was written, and what is none is refused", () => {
  const cursor = { at: 1_800_000_000_000, id: "0b5e3f0a-1111-4222-8333-abcdefabcdef" };
  expect(readAgeCursor(writeAgeCursor(cursor))).toEqual(cursor);
  expect(readIdCursor("12")).toBe(12);
  expect([readAgeCursor(null), readIdCursor(null)]).toEqual([null, null]);
  for (const none of ["", "12", "x_y", "1_a b", `${"9".repeat(16)}_a`])
    expect(() => readAgeCursor(none)).toThrow(refusal("request.cursor_invalid"));
  for (const none of ["", "-1", "1.5", "1e3", "9".repeat(16)])
    expect(() => readIdCursor(none)).toThrow(refusal("request.cursor_invalid"));
});
