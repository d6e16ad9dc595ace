// Sign-in through an OpenID Connect issuer: the browser is sent there, and its return is turned into a session.

import { isAPIError } from "better-auth/api";
import type { Access, GrantedSession } from "../core/access.ts";
import { RollcallError } from "../core/error.ts";
import type { AccessStore } from "./access-store.ts";
import { type Auth, type AuthOptions, createAuth, oidcProviderId } from "./auth.ts";
import { toAuthTime } from "./auth-time.ts";
import { checkIssuer, oidcFailed } from "./oidc-discovery.ts";
import type { OidcOptions } from "./oidc-profile.ts";
import { authenticateCookie, cookiesOf } from "./sessions.ts";

type Oidc = Pick<Access, "hasOidc" | "beginOidc" | "finishOidc">;
type Others = Pick<Access, "hasUsers" | "addAudit">;

const longestWaitMs = 20_000;
/** Where better-auth sends the browser in the end: nobody goes there, but it tells a newcomer. */
const ends = { callbackURL: "/", newUserCallbackURL: "/newcomer" } as const;

/** The whys of a failed return that are worth telling; what else stands in the URL is not repeated. */
const failures: Readonly<Record<string, string>> = {
  state_not_found: "its answer belongs to no sign-in that was begun here",
  state_mismatch: "its answer belongs to no sign-in that this browser began, or comes too late",
  issuer_mismatch: "its answer names another issuer",
  invalid_code: "it did not give a token for its code",
  unable_to_get_user_info: "its id token is missing, does not hold, or names no address",
  internal_server_error: "the user could not be looked up here",
  unable_to_create_user: "the user could not be stored here",
  unable_to_link_account: "the user could not be stored here",
  unable_to_create_session: "the session could not be stored here",
  access_denied: "it did not let the user in",
};

function refused(why: string): RollcallError {
  return new RollcallError("access.sign_in_refused", `The user may not enter: ${why}.`);
}

function returnError(code: string): RollcallError {
  if (code === "not_allowed") return refused("the address is not a verified one of an allowed domain");
  if (code === "account_not_linked")
    return refused("another user has the address, and it is not verified on both sides");
  return oidcFailed(failures[code] ?? "its answer was not accepted");
}

/** The issuer's answers are waited for by better-auth, which has no end to it. */
async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(oidcFailed("it did not answer in time")), longestWaitMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function begin(auth: Auth): ReturnType<Access["beginOidc"]> {
  const body = { provider: oidcProviderId, ...ends, disableRedirect: true };
  try {
    const { headers, response } = await auth.api.signInSocial({ body, returnHeaders: true });
    if (response.url === undefined) throw oidcFailed("there is no address to send the browser to");
    return { redirectTo: response.url, setCookies: cookiesOf(headers) };
  } catch (error) {
    if (isAPIError(error)) throw oidcFailed("what it says of itself is not enough", error);
    throw error;
  }
}

/** A `Cookie` header as the browser would send it back. */
const cookieHeader = (setCookies: readonly string[]): string =>
  setCookies.map((cookie) => cookie.slice(0, cookie.indexOf(";"))).join("; ");

interface Return {
  readonly granted: GrantedSession;
  readonly isNewcomer: boolean;
}

async function finish(auth: Auth, url: string, cookie: string | undefined): Promise<Return> {
  const query = Object.fromEntries(new URL(url).searchParams);
  const answer = await auth.api.callbackOAuth({
    method: "GET",
    params: { id: oidcProviderId },
    query,
    headers: new Headers(cookie === undefined ? {} : { cookie }),
    asResponse: true,
  });
  const location = URL.parse(answer.headers.get("location") ?? "", url);
  if (location === null) throw oidcFailed(`its answer was met with ${answer.status}`);
  const code = location.searchParams.get("error");
  if (code !== null) throw returnError(code);
  const setCookies = cookiesOf(answer.headers);
  const principal = await authenticateCookie(auth, cookieHeader(setCookies));
  if (principal === null) throw oidcFailed("no session came of it");
  return { granted: { principal, setCookies }, isNewcomer: location.pathname === ends.newUserCallbackURL };
}

/** Who came for the first time, or now comes by the issuer as well, is in the log: nobody else has made them. */
async function noteNewWayIn(store: AccessStore, addAudit: Access["addAudit"], end: Return, beganAt: number) {
  const { principal } = end.granted;
  const added = await store.db
    .selectFrom("account")
    .select("id")
    .where("user_id", "=", principal.id)
    .where("provider_id", "=", oidcProviderId)
    .where("created_at", ">=", toAuthTime(beganAt, store.dialect))
    .executeTakeFirst();
  if (added === undefined) return;
  const { kind, id, name, role } = principal;
  await addAudit({
    at: store.clock.now(),
    principal: { kind, id, name },
    action: end.isNewcomer ? "user.created" : "user.linked",
    target: `user/${id}`,
    details: { role, signIn: "oidc" },
  });
}

function withIssuer(store: AccessStore, options: AuthOptions, oidc: OidcOptions, others: Others): Oidc {
  let ready: Promise<Auth> | null = null;
  // Only when somebody wants to sign in that way: an issuer that is down keeps nobody from their password.
  const open = async (): Promise<Auth> => {
    ready ??= checkIssuer(oidc.issuer).then(() => createAuth(store, options, oidc));
    try {
      return await ready;
    } catch (error) {
      ready = null;
      throw error;
    }
  };
  return {
    hasOidc: true,
    beginOidc: () => inTime(open().then(begin)),
    finishOidc: async (url, cookie) => {
      // Else a newcomer would end the one-time link before there is an administrator.
      if (!(await others.hasUsers())) throw refused("the first administrator comes by the one-time link");
      const beganAt = Date.now();
      const end = await inTime(open().then((auth) => finish(auth, url, cookie)));
      await noteNewWayIn(store, others.addAudit, end, beganAt);
      return end.granted;
    },
  };
}

function withoutIssuer(): Oidc {
  const refuse = async (): Promise<never> => {
    throw new RollcallError("access.oidc_not_configured", "Sign-in through an issuer is not configured.");
  };
  return { hasOidc: false, beginOidc: refuse, finishOidc: refuse };
}

export function createOidc(
  store: AccessStore,
  options: AuthOptions,
  oidc: OidcOptions | null,
  others: Others,
): Oidc {
  return oidc === null ? withoutIssuer() : withIssuer(store, options, oidc, others);
}
