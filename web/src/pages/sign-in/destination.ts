// Where somebody wanted to go before they were asked to sign in.

/** An address of ours, whatever was asked for: the dashboard where it is anybody else's. */
export function destinationOf(asked: string | null, origin: string): string {
  const url = URL.parse(asked ?? "/", origin);
  if (url?.origin !== origin) return "/";
  const path = `${url.pathname}${url.search}`;
  // Two slashes lead to another host.
  return path.startsWith("//") ? "/" : path;
}
