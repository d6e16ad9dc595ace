// Who may do what: roles, principals, and the port through which a request learns whom it comes from.

import type { Timestamp } from "./clock.ts";

export const roles = ["viewer", "operator", "administrator"] as const;
/** A viewer reads; an operator also runs, cancels, approves and manages connections; an administrator also manages access. */
export type Role = (typeof roles)[number];

/** Whether a role is enough where another is asked for: each includes those before it. */
export function includesRole(role: Role, asked: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(asked);
}

/** Who makes a request: a signed-in user, an API token, or whoever may read the server's own data folder. */
export interface Principal {
  readonly kind: "user" | "token" | "local";
  /** The user's or the token's id; `local` for the last. */
  readonly id: string;
  /** As the audit log names it, e.g. the user's address or the token's name. */
  readonly name: string;
  readonly role: Role;
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
  readonly principal: { readonly kind: Principal["kind"] | "nobody"; readonly id: string; readonly name: string };
  /** Stable and dotted, e.g. `connection.created`, `session.refused`. */
  readonly action: string;
  /** What it was done to, e.g. `connection/12`; null where there is nothing. */
  readonly target: string | null;
  readonly details: { readonly [name: string]: string | number | boolean | null };
}
