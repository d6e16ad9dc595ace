// A working `Access` in memory: real hashes, sessions and expiry, without a database.

import { createHash, randomUUID, scryptSync, timingSafeEqual } from "node:crypto";
import type {
  Access,
  ApiToken,
  AuditEntry,
  CursorPage,
  CursorRange,
  GrantedSession,
  NewUser,
  Principal,
  User,
} from "../../src/core/access.ts";
import { roles } from "../../src/core/access.ts";
import type { Clock } from "../../src/core/clock.ts";
import { RollcallError } from "../../src/core/error.ts";

const digest = (value: string): string => createHash("sha256").update(value).digest("hex");
// Cheap parameters: a test signs in often, and nobody attacks it.
const hash = (password: string, salt: string): Buffer => scryptSync(password, salt, 32, { N: 256 });
const cookieName = "rollcall_session";
const refuse = (code: string): RollcallError => new RollcallError(code, `Refused: ${code}.`);

interface StoredUser extends User {
  readonly salt: string;
  readonly hash: Buffer;
}

export interface MemoryAccess extends Access {
  readonly audit: readonly AuditEntry[];
}

function pageBy<Item>(
  items: readonly Item[],
  idOf: (item: Item) => string,
  range: CursorRange,
): CursorPage<Item> {
  const newest = items.toReversed();
  const start = range.after === null ? 0 : newest.findIndex((item) => idOf(item) === range.after) + 1;
  const some = newest.slice(start, start + range.limit);
  const last = some.at(-1);
  const isMore = start + some.length < newest.length;
  return { items: some, next: isMore && last !== undefined ? idOf(last) : null };
}

function shown({ id, email, name, role, createdAt, signIn }: StoredUser): User {
  return { id, email, name, role, createdAt, signIn };
}

function createUsers(clock: Clock) {
  const users = new Map<string, StoredUser>();
  const credentials = (password: string) => {
    if (password.length < 12) throw refuse("access.password_weak");
    const salt = randomUUID();
    return { salt, hash: hash(password, salt) };
  };
  const find = (id: string): StoredUser => {
    const user = users.get(id);
    if (user === undefined) throw refuse("access.user_not_found");
    return user;
  };
  const keepAnAdministrator = (user: StoredUser): void => {
    const others = [...users.values()].filter(({ id, role }) => id !== user.id && role === "administrator");
    if (user.role === "administrator" && others.length === 0) throw refuse("access.last_administrator");
  };
  const create = ({ email, name, role, password }: NewUser): StoredUser => {
    if (!/^\S+@\S+$/.test(email)) throw refuse("access.email_invalid");
    if ([...users.values()].some((user) => user.email === email)) throw refuse("access.email_taken");
    const base = { id: randomUUID(), email, name, role, createdAt: clock.now(), signIn: "password" as const };
    const user = { ...base, ...credentials(password) };
    users.set(user.id, user);
    return user;
  };
  return { users, find, create, credentials, keepAnAdministrator };
}

function userToPrincipal({ id, email, role }: User): Principal {
  return { kind: "user", id, name: email, role, userId: id };
}

type Users = ReturnType<typeof createUsers>;

function createSessions({ users }: Users) {
  const sessions = new Map<string, string>();
  const idOf = (cookie: string | undefined): string | null =>
    cookie?.match(new RegExp(`(?:^|;\\s*)${cookieName}=([^;]+)`))?.[1] ?? null;
  return {
    begin: (user: User): GrantedSession => {
      const value = randomUUID();
      sessions.set(digest(value), user.id);
      const cookie = `${cookieName}=${value}; Path=/; HttpOnly; SameSite=Lax`;
      return { principal: userToPrincipal(user), setCookies: [cookie] };
    },
    read: (cookie: string | undefined): Principal | null => {
      const value = idOf(cookie);
      if (value === null) return null;
      const user = users.get(sessions.get(digest(value)) ?? "");
      if (user === undefined) throw refuse("access.session_unknown");
      return userToPrincipal(user);
    },
    end: (cookie: string | undefined): void => {
      sessions.delete(digest(idOf(cookie) ?? ""));
    },
    endAllOf: (userId: string): void => {
      for (const [value, id] of sessions) if (id === userId) sessions.delete(value);
    },
  };
}

function createTokens(clock: Clock, { users }: Users) {
  const tokens = new Map<string, ApiToken>();
  const read = (value: string): Principal => {
    const token = tokens.get(digest(value));
    if (token === undefined || (token.userId !== null && !users.has(token.userId)))
      throw refuse("access.token_unknown");
    if (token.expiresAt <= clock.now()) throw refuse("access.token_expired");
    return { kind: "token", id: token.id, name: token.name, role: token.role, userId: token.userId };
  };
  return { tokens, read };
}

type Tokens = ReturnType<typeof createTokens>;
type TokenPart = Pick<Access, "listTokens" | "createToken" | "removeToken">;

function tokenPart(clock: Clock, { tokens }: Tokens): TokenPart {
  return {
    listTokens: async (range) => pageBy([...tokens.values()], ({ id }) => id, range),
    createToken: async (by, { name, role, expiresAt }) => {
      if (roles.indexOf(role) > roles.indexOf(by.role)) throw refuse("access.role_too_high");
      const value = `rct_${randomUUID()}`;
      const userId = by.kind === "user" ? by.id : null;
      const made = { id: randomUUID(), createdAt: clock.now(), lastUsedAt: null };
      const token = { ...made, name, role, expiresAt, userId };
      tokens.set(digest(value), token);
      return { token, value };
    },
    removeToken: async (id) => {
      for (const [key, token] of tokens) if (token.id === id) return void tokens.delete(key);
      throw refuse("access.token_not_found");
    },
  };
}

type Sessions = ReturnType<typeof createSessions>;
type UserPart = Pick<Access, "listUsers" | "readUser" | "createUser" | "changeUser" | "removeUser">;

function userPart(all: Users, sessions: Sessions): UserPart {
  return {
    listUsers: async (range) => pageBy([...all.users.values()].map(shown), ({ id }) => id, range),
    readUser: async (id) => shown(all.find(id)),
    createUser: async (user) => shown(all.create(user)),
    changeUser: async (id, { name, role, password }) => {
      const user = all.find(id);
      if (role !== undefined && role !== "administrator") all.keepAnAdministrator(user);
      const changed = {
        ...user,
        name: name ?? user.name,
        role: role ?? user.role,
        ...(password === undefined ? {} : all.credentials(password)),
      };
      all.users.set(id, changed);
      if (role !== undefined || password !== undefined) sessions.endAllOf(id);
      return shown(changed);
    },
    removeUser: async (id) => {
      all.keepAnAdministrator(all.find(id));
      all.users.delete(id);
      sessions.endAllOf(id);
    },
  };
}

type SignInPart = Omit<Access, keyof UserPart | keyof TokenPart | "addAudit" | "readAudit">;

function signInPart(all: Users, sessions: Sessions, tokens: Tokens): SignInPart {
  const link = randomUUID();
  return {
    authenticate: async ({ authorization, cookie }) => {
      if (authorization === undefined) return sessions.read(cookie);
      return tokens.read(authorization.replace(/^Bearer\s+/i, ""));
    },
    hasUsers: async () => all.users.size > 0,
    firstLinkToken: async () => (all.users.size > 0 ? null : link),
    createFirstAdministrator: async (linkToken, user) => {
      if (all.users.size > 0 || linkToken !== link) throw refuse("access.link_invalid");
      return sessions.begin(all.create({ ...user, role: "administrator" }));
    },
    signIn: async (email, password) => {
      const user = [...all.users.values()].find((one) => one.email === email);
      if (user === undefined || !timingSafeEqual(hash(password, user.salt), user.hash))
        throw refuse("access.sign_in_refused");
      return sessions.begin(user);
    },
    changeOwnPassword: async (id, { current, password }) => {
      const user = all.find(id);
      if (!timingSafeEqual(hash(current, user.salt), user.hash)) throw refuse("access.password_wrong");
      const changed = { ...user, ...all.credentials(password) };
      all.users.set(id, changed);
      sessions.endAllOf(id);
      return sessions.begin(changed);
    },
    signOut: async (cookie) => {
      sessions.end(cookie);
      return { setCookies: [`${cookieName}=; Path=/; Max-Age=0`] };
    },
    hasOidc: false,
    beginOidc: async () => {
      throw refuse("access.oidc_not_configured");
    },
    finishOidc: async () => {
      throw refuse("access.oidc_not_configured");
    },
  };
}

export function createMemoryAccess(clock: Clock): MemoryAccess {
  const all = createUsers(clock);
  const sessions = createSessions(all);
  const tokens = createTokens(clock, all);
  const audit: AuditEntry[] = [];
  return {
    ...signInPart(all, sessions, tokens),
    ...userPart(all, sessions),
    ...tokenPart(clock, tokens),
    audit,
    addAudit: async (entry) => void audit.push({ ...entry, id: audit.length + 1 }),
    readAudit: async (range, { action, principalId }) =>
      pageBy(
        audit.filter(
          (entry) =>
            (action === undefined || entry.action === action) &&
            (principalId === undefined || entry.principal.id === principalId),
        ),
        ({ id }) => String(id),
        range,
      ),
  };
}
