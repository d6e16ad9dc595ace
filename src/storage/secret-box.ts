// Encrypts credentials at rest: JWE (`dir`, `A256GCM`) with the key's id in the header, so that keys can be rotated.

import { createHmac } from "node:crypto";
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from "jose";
import { RollcallError } from "../core/error.ts";
import { Secret } from "../core/secret.ts";

/** Keys of 32 bytes by their id; new secrets are sealed with the current one. */
export interface MasterKeys {
  readonly currentId: string;
  readonly keys: ReadonlyMap<string, Uint8Array>;
}

function keyOf(keys: MasterKeys, id: string | undefined): Uint8Array {
  const key = keys.keys.get(id ?? "");
  if (key === undefined)
    throw new RollcallError("secret.key_unknown", `The master key ${id ?? "without id"} is not configured.`);
  return key;
}

export function sealSecret(keys: MasterKeys, secret: Secret): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(secret.reveal()))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: keys.currentId })
    .encrypt(keyOf(keys, keys.currentId));
}

/** Throws `secret.key_unknown`, or `secret.unreadable` when the text was changed or sealed with another key of that id. */
export async function openSecret(keys: MasterKeys, sealed: string): Promise<Secret> {
  const key = keyOf(keys, decodeProtectedHeader(sealed).kid);
  try {
    const { plaintext } = await compactDecrypt(sealed, key);
    return new Secret(new TextDecoder().decode(plaintext));
  } catch (cause) {
    throw new RollcallError("secret.unreadable", "A stored secret cannot be decrypted with its master key.", {
      cause,
    });
  }
}

/** A text that stands for another and tells nothing of it without the master key; it ends with that key. */
export function fingerprint(keys: MasterKeys, text: string): string {
  return createHmac("sha256", keyOf(keys, keys.currentId))
    .update(`rollcall fingerprint\n${text}`)
    .digest("base64url");
}
