// The port of access on our tables and better-auth.

import type { Kysely } from "kysely";
import type { Access } from "../core/access.ts";
import type { Clock } from "../core/clock.ts";
import { RollcallError } from "../core/error.ts";
import type { AccessStore } from "./access-store.ts";
import { createAudit } from "./audit.ts";
import { type AuthOptions, createAuth } from "./auth.ts";
import type { Dialect } from "./auth-time.ts";
import { createFirstAdministrator, makeFirstLink } from "./first-administrator.ts";
import { createOidc } from "./oidc.ts";
import type { OidcOptions } from "./oidc-profile.ts";
import type { AccessDatabase } from "./schema.ts";
import { authenticateCookie, signIn, signOut } from "./sessions.ts";
import { authenticateToken, createTokens } from "./tokens.ts";
import { checkOwnPassword, createUsers } from "./users.ts";

export interface AccessOptions<Tables> extends AuthOptions {
  /** A database with the tables of access among its own; it is used through Kysely alone. */
  readonly db: Kysely<Tables>;
  readonly dialect: Dialect;
  readonly clock: Pick<Clock, "now">;
  /** Null where users sign in by password alone. */
  readonly oidc: OidcOptions | null;
}

const shortestSecret = 32;

/** Throws `access.secret_weak` where the session secret has fewer than 32 characters. */
export function createAccess<Tables>(options: AccessOptions<Tables>): Access {
  if (options.sessionSecret.length < shortestSecret)
    throw new RollcallError(
      "access.secret_weak",
      `The session secret has fewer than ${shortestSecret} characters.`,
    );
  const { dialect, clock } = options;
  // The migrations have made them beside whatever else is there.
  const store: AccessStore = { db: options.db as unknown as Kysely<AccessDatabase>, dialect, clock };
  const auth = createAuth(store, options, null);
  const users = createUsers(store);
  const audit = createAudit(store);
  return {
    ...users,
    ...createTokens(store),
    ...audit,
    ...createOidc(store, options, options.oidc, { ...users, ...audit }),
    authenticate: async ({ authorization, cookie }) => {
      if (authorization !== undefined) return authenticateToken(store, authorization);
      return cookie === undefined ? null : authenticateCookie(auth, cookie);
    },
    firstLinkToken: async () => ((await users.hasUsers()) ? null : makeFirstLink(store)),
    createFirstAdministrator: async (linkToken, user) => {
      await createFirstAdministrator(store, users.hasUsers, linkToken, user);
      return signIn(store, auth, user.email, user.password);
    },
    changeOwnPassword: async (id, { current, password }) => {
      const { email } = await checkOwnPassword(store, id, current);
      await users.changeUser(id, { password });
      return signIn(store, auth, email, password);
    },
    signIn: (email, password) => signIn(store, auth, email, password),
    signOut: (cookie) => signOut(store, auth, cookie),
  };
}
