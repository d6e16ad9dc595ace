// Sessions: granted for a password, known by a cookie, ended.

import { isAPIError } from "better-auth/api";
import { z } from "zod";
import { type Access, type GrantedSession, type Principal, roles } from "../core/access.ts";
import { RollcallError } from "../core/error.ts";
import type { AccessStore } from "./access-store.ts";
import type { Auth } from "./auth.ts";
import { toAuthTime } from "./auth-time.ts";

const userSchema = z.object({ id: z.string(), email: z.string(), role: z.enum(roles) });
/** As long as browsers keep one: the session's own end is in the table, and moves on with each use. */
const cookieSeconds = 400 * 24 * 3600;

function toPrincipal(user: unknown): Principal {
  const { id, email, role } = userSchema.parse(user);
  return { kind: "user", id, name: email, role, userId: id };
}

const headersOf = (cookie: string | undefined): Headers =>
  new Headers(cookie === undefined ? {} : { cookie });

/** The answer's cookies; the one of the session outlives its 7 days, since its end moves on with each use. */
export function cookiesOf(headers: Headers): readonly string[] {
  return headers
    .getSetCookie()
    .map((cookie) =>
      /session_token=[^;]/.test(cookie)
        ? cookie.replace(/; *Max-Age=[1-9]\d*/i, `; Max-Age=${cookieSeconds}`)
        : cookie,
    );
}

function refused(): RollcallError {
  return new RollcallError("access.sign_in_refused", "The address or the password is wrong.");
}

/** Those whose cookie never came back. Their end was set by the machine's time. */
async function dropEnded({ db, dialect }: AccessStore): Promise<void> {
  await db.deleteFrom("session").where("expires_at", "<", toAuthTime(Date.now(), dialect)).execute();
}

/** What better-auth says of an address or a password that are not a user's; anything else is a failure of ours. */
const refusals: readonly unknown[] = ["INVALID_EMAIL_OR_PASSWORD", "INVALID_EMAIL", "PASSWORD_TOO_LONG"];

/** Throws `access.sign_in_refused`. An unknown address takes as much work as a wrong password. */
export async function signIn(
  store: AccessStore,
  auth: Auth,
  email: string,
  password: string,
): Promise<GrantedSession> {
  try {
    const body = { email: email.trim().toLowerCase(), password };
    const { headers, response } = await auth.api.signInEmail({ body, returnHeaders: true });
    await dropEnded(store);
    return { principal: toPrincipal(response.user), setCookies: cookiesOf(headers) };
  } catch (error) {
    if (isAPIError(error) && refusals.includes(error.body?.code)) throw refused();
    throw toOwnError(error);
  }
}

/** What the store threw, where better-auth has put an error of its own around it: a database that is away is no lost session. */
function toOwnError(error: unknown): unknown {
  if (!isAPIError(error)) return error;
  const cause = error.cause ?? (error.body as { readonly cause?: unknown } | undefined)?.cause;
  return cause instanceof RollcallError ? cause : error;
}

/** Null where the cookie holds no session at all. Throws `access.session_unknown`, also for one that has ended. */
export async function authenticateCookie(auth: Auth, cookie: string): Promise<Principal | null> {
  const { name } = (await auth.$context).authCookies.sessionToken;
  if (!cookie.split(";").some((pair) => pair.trim().startsWith(`${name}=`))) return null;
  const found = await auth.api.getSession({ headers: headersOf(cookie) }).catch((error: unknown) => {
    // It was ended while its end was being moved on.
    if (isAPIError(error) && error.status === "UNAUTHORIZED") return null;
    throw toOwnError(error);
  });
  if (found === null)
    throw new RollcallError("access.session_unknown", "The session is not known, or has ended.");
  return toPrincipal(found.user);
}

export async function signOut(
  { db }: AccessStore,
  auth: Auth,
  cookie: string | undefined,
): ReturnType<Access["signOut"]> {
  const headers = headersOf(cookie);
  // better-auth would answer well even where the session could not be ended, so it is ended here.
  const found = await auth.api
    .getSession({ headers, query: { disableRefresh: true } })
    .catch((error: unknown) => {
      throw toOwnError(error);
    });
  if (found !== null) await db.deleteFrom("session").where("id", "=", found.session.id).execute();
  const answer = await auth.api.signOut({ headers, returnHeaders: true });
  return { setCookies: cookiesOf(answer.headers) };
}
