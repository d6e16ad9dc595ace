// Where somebody wanted to go before they were asked to sign in.

/** The server reads letters also as they may be written in an address. */
const ofApi = /^\/(?:a|%61)(?:p|%70)(?:i|%69)\//i;

/** An address of a page of ours, whatever was asked for: the dashboard where it is anybody else's, or the API's. */
export function destinationOf(asked: string | null, origin: string): string {
  const url = URL.parse(asked ?? "/", origin);
  if (url?.origin !== origin) return "/";
  const path = `${url.pathname}${url.search}`;
  // Two slashes lead to another host.
  return path.startsWith("//") || ofApi.test(path) ? "/" : path;
}
