// The values of API tokens and of the one-time link: random, shown once, and stored as their hash.

import { createHash, randomBytes } from "node:crypto";

const prefix = "rct_";
const apiToken = /^rct_[\w-]{43}$/;

/** 32 random bytes need no salt and no slow hash: nobody can try them all. */
export function hashToken(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}

export const makeLinkToken = (): string => randomBytes(32).toString("base64url");
export const makeApiToken = (): string => `${prefix}${makeLinkToken()}`;

/** The API token of an `Authorization` header; null where it holds none. */
export function readBearer(authorization: string): string | null {
  const [, value] = /^bearer +(\S+) *$/i.exec(authorization) ?? [];
  return value !== undefined && apiToken.test(value) ? value : null;
}
