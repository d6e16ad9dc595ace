// A name for one creation, by which a repetition of it makes nothing twice.

/** `crypto.randomUUID` is not there where the page came without TLS from another machine. */
export function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
