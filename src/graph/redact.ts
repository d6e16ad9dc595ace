// Takes secrets, tokens and the tokens within links out of words that a server wrote, before anything keeps them.

const maximumLength = 300;
const linkToken = /((?:skip|delta)token(?:=|%3d))[^&\s"'<>]+/gi;
const bearer = /(bearer\s+)[\w.~+/=-]+/gi;

/**
 * The text on one line and without control characters, at most 300 characters, without any of `secrets` (as they are, or URL-encoded) and without the
 * tokens that links carry.
 */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret === "") continue;
    const formEncoded = new URLSearchParams([["", secret]]).toString().slice(1);
    for (const form of new Set([secret, encodeURIComponent(secret), formEncoded]))
      clean = clean.replaceAll(form, "[secret]");
  }
  clean = clean.replace(linkToken, "$1[hidden]").replace(bearer, "$1[hidden]");
  clean = clean.replace(/[\s\p{Cc}]+/gu, " ").trim();
  return clean.length > maximumLength ? `${clean.slice(0, maximumLength)}…` : clean;
}
