// Reads the Retry-After header in every form that was seen on Microsoft's hosts.

const seconds = /^\d+(?:\.\d+)?$/;
const httpDate = /^\w{3,9}, \d{2}[ -]\w{3}[ -]\d{2,4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * The wait that a Retry-After header asks for, in milliseconds; null when it is absent, garbage, zero or past, so that the
 * caller's own backoff decides. `30,120` is real (msgraph-sdk-python 1159): the largest number counts. A date is taken
 * relative to `serverNow`, the answer's own Date, so that a wrong clock here does no harm.
 */
export function retryAfterMs(header: string | null, serverNow: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  const numbers = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => seconds.test(part))
    .map(Number);
  if (numbers.length > 0) {
    const largest = Math.max(...numbers);
    return largest > 0 ? largest * 1000 : null;
  }
  if (!httpDate.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) || at <= serverNow ? null : at - serverNow;
}
