// Finds out where the server is and which token to show it, and keeps a token from where it must not go.

import { CommandError, wrongWords } from "./command-error.ts";
import { type LocalAccess, readLocalAccess } from "./local-access.ts";

export interface ServerAddress {
  /** Without a slash at its end. */
  readonly url: string;
  readonly token: string;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw wrongWords("The server's URL must be one of http or https, such as https://rollcall.example.com.");
  if (url.username || url.password) throw wrongWords("The server's URL must not hold a name or a password.");
  return url;
}

function refusePlain(url: URL, local: LocalAccess | null): void {
  if (url.protocol === "https:" || loopback.test(url.hostname)) return;
  if (local !== null && new URL(local.url).origin === url.origin) return;
  throw new CommandError(
    "failed",
    "cli.plain_http",
    `A token is not sent over plain HTTP to another machine (${url.host}); use its https URL.`,
  );
}

function withoutToken(local: LocalAccess | null): CommandError {
  const hint =
    local === null
      ? "Set ROLLCALL_URL and ROLLCALL_TOKEN, or run it on the server's own machine, as the user who runs the server, while it runs."
      : "Set ROLLCALL_TOKEN: the token of this machine's own server is not sent elsewhere.";
  return new CommandError("failed", "cli.no_token", `There is no token to show the server. ${hint}`);
}

/**
 * The URL is that of the option, of `ROLLCALL_URL`, of this machine's own server, or `http://127.0.0.1:8080`. The token is
 * `ROLLCALL_TOKEN`, or that of this machine's own server, which is sent nowhere else. Throws `cli.plain_http`,
 * `cli.no_token`, `cli.local_access_…`.
 */
export function findServer(urlOption: string | undefined, env: NodeJS.ProcessEnv): ServerAddress {
  const text = urlOption ?? (env.ROLLCALL_URL || undefined);
  const ownToken = env.ROLLCALL_TOKEN || undefined;
  const given = text === undefined ? null : readUrl(text);
  const needsLocal = given === null || ownToken === undefined || given.protocol === "http:";
  const local = needsLocal ? readLocalAccess(env) : null;
  const url = given ?? readUrl(local?.url ?? "http://127.0.0.1:8080");
  const isLocal = local !== null && new URL(local.url).origin === url.origin;
  const token = ownToken ?? (isLocal ? local.token : undefined);
  if (token === undefined) throw withoutToken(local);
  refusePlain(url, local);
  return { url: `${url.origin}${url.pathname}`.replace(/\/+$/, ""), token };
}
