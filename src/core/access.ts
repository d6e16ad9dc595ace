// Who may do what: roles, principals, and the port through which a request learns whom it comes from.

import type { Timestamp } from "./clock.ts";

export const roles = ["viewer", "operator", "administrator"] as const;
/** A viewer reads, and keeps queries of their own; an operator also runs, cancels, approves and manages connections; an administrator also manages access. */
export type Role = (typeof roles)[number];

/** Whether a role is enough where another is asked for: each includes those before it. */
export function includesRole(role: Role, asked: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(asked);
}

/** Where the issuer sends the browser back to, beneath the address that users reach the server at. */
export const oidcCallbackPath = "/api/v1/session/oidc/callback";

/** Who makes a request: a signed-in user, an API token, or whoever may read the server's own data folder. */
export interface Principal {
  readonly kind: "user" | "token" | "local";
  /** The user's or the token's id; `local` for the last. */
  readonly id: string;
  /** As the audit log names it, e.g. the user's address or the token's name. */
  readonly name: string;
  readonly role: Role;
  /** On whose behalf, where it is a user's: the user, or who made the token. Null on the server's own machine. */
  readonly userId: string | null;
}

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: Timestamp;
  /** How the user signs in. */
  readonly signIn: "password" | "oidc";
}

/** An API token without its value, which is shown once when it is made. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: Timestamp;
  /** It is refused from this moment on. */
  readonly expiresAt: Timestamp;
  readonly lastUsedAt: Timestamp | null;
  /** The user who made it: it ends with that user, and never does more than that user may. Null where it was made on the server's own machine. */
  readonly userId: string | null;
}

/** One act of a principal, also one that was refused. It holds no secret. */
export interface AuditEntry {
  readonly id: number;
  readonly at: Timestamp;
  readonly principal: {
    readonly kind: Principal["kind"] | "nobody";
    readonly id: string;
    readonly name: string;
  };
  /** Stable and dotted, e.g. `connection.created`, `session.refused`. */
  readonly action: string;
  /** What it was done to, e.g. `connection/12`; null where there is nothing. */
  readonly target: string | null;
  readonly details: { readonly [name: string]: string | number | boolean | null };
}

/** What a request shows to say whom it comes from: its two headers, as they came. */
export interface Credentials {
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
}

/** A sign-in that was granted; `setCookies` are the values of the answer's `Set-Cookie` headers. */
export interface GrantedSession {
  readonly principal: Principal;
  readonly setCookies: readonly string[];
}

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
}

/** Only what is given is changed. */
export interface UserChange {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly password?: string | undefined;
}

export interface OwnPasswordChange {
  readonly current: string;
  readonly password: string;
}

/** Items in the order of the newest first; `next` leads to the following page, null on the last. */
export interface CursorPage<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}
export interface CursorRange {
  /** The `next` of the page before; null for the first. */
  readonly after: string | null;
  readonly limit: number;
}

/** Sign-in, sessions, users, API tokens and the audit log. Every refusal is a `RollcallError` with a code `access.…`. */
export interface Access {
  /**
   * Whom a request comes from; null where it shows nothing at all. Throws `access.token_unknown`, `access.token_expired`,
   * `access.session_unknown` (also one that has ended). A token of a removed user is unknown.
   */
  authenticate(credentials: Credentials): Promise<Principal | null>;
  /** Whether there is a user yet: without one, only the one-time link makes the first administrator. */
  hasUsers(): Promise<boolean>;
  /** The token of the one-time link, made anew at each start until there is a user; null once there is one. */
  firstLinkToken(): Promise<string | null>;
  /** Throws `access.link_invalid`, `access.password_weak`, `access.email_invalid`. */
  createFirstAdministrator(linkToken: string, user: Omit<NewUser, "role">): Promise<GrantedSession>;
  /** Throws `access.sign_in_refused`, the same for an unknown address as for a wrong password. */
  signIn(email: string, password: string): Promise<GrantedSession>;
  /** Ends the session of the cookie, if it is one. */
  signOut(cookie: string | undefined): Promise<{ readonly setCookies: readonly string[] }>;
  /** Whether OpenID Connect is configured. */
  readonly hasOidc: boolean;
  /** Where to send the browser; throws `access.oidc_not_configured`, `access.oidc_failed`. */
  beginOidc(): Promise<{ readonly redirectTo: string; readonly setCookies: readonly string[] }>;
  /** `url` is the whole URL of the callback; throws `access.oidc_failed`, `access.sign_in_refused` where the user may not enter. */
  finishOidc(url: string, cookie: string | undefined): Promise<GrantedSession>;

  listUsers(range: CursorRange): Promise<CursorPage<User>>;
  /** Throws `access.user_not_found`. */
  readUser(id: string): Promise<User>;
  /** Throws `access.email_taken`, `access.password_weak`, `access.email_invalid`. */
  createUser(user: NewUser): Promise<User>;
  /** Ends the user's sessions where role or password change. Throws `access.user_not_found`, `access.last_administrator`. */
  changeUser(id: string, change: UserChange): Promise<User>;
  /**
   * The user's own act, who says the password that they have; their sessions end, and one begins. Throws
   * `access.user_not_found`, `access.password_wrong`, `access.password_weak`, `access.password_not_used`.
   */
  changeOwnPassword(id: string, change: OwnPasswordChange): Promise<GrantedSession>;
  /** The user's sessions and tokens end. Throws `access.user_not_found`, `access.last_administrator`. */
  removeUser(id: string): Promise<void>;

  listTokens(range: CursorRange): Promise<CursorPage<ApiToken>>;
  /** The value is shown this once. Throws `access.role_too_high` where the role exceeds the maker's. */
  createToken(
    by: Principal,
    token: { readonly name: string; readonly role: Role; readonly expiresAt: Timestamp },
  ): Promise<{ readonly token: ApiToken; readonly value: string }>;
  /** Throws `access.token_not_found`. */
  removeToken(id: string): Promise<void>;

  addAudit(entry: Omit<AuditEntry, "id">): Promise<void>;
  readAudit(
    range: CursorRange,
    filter: { readonly action?: string | undefined; readonly principalId?: string | undefined },
  ): Promise<CursorPage<AuditEntry>>;
}
