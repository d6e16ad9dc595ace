// Users and API tokens: reading them, and everything that is done to them.

import { queryOptions } from "@tanstack/react-query";
import type { ApiTokenView, CreatedApiTokenView } from "../../../src/contract/token.ts";
import type { UserView } from "../../../src/contract/user.ts";
import { readVersioned, send, type Versioned } from "./client.ts";
import { keys } from "./keys.ts";
import { readPage } from "./pages.ts";
import { ApiProblem, fieldErrors } from "./problem.ts";
import type { Principal, Role } from "./session.ts";

const fieldsOfCodes: Readonly<Record<string, string>> = {
  "access.password_weak": "password",
  "access.password_wrong": "current",
  "access.email_invalid": "email",
  "access.email_taken": "email",
  "access.expiry_invalid": "expiresAt",
};

/** The server's reasons by the form's field, also those of refusals that are about one field by what they say. */
export function accessFieldErrors(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof ApiProblem)) return {};
  const field = fieldsOfCodes[error.code];
  return field === undefined ? fieldErrors(error) : { [field]: error.problem.detail };
}

export const userQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.users, "one", id],
    queryFn: ({ signal }) => readUser(id, signal),
  });

/** Users to choose from: the newest, which are all of them but in the largest places. */
export const someUsersQuery = queryOptions({
  queryKey: [...keys.users, "some"],
  queryFn: ({ signal }) => readPage<UserView>("/users", { limit: 200 }, signal),
});

export const someTokensQuery = queryOptions({
  queryKey: [...keys.tokens, "some"],
  queryFn: ({ signal }) => readPage<ApiTokenView>("/tokens", { limit: 200 }, signal),
});

export const readUser = (id: string, signal?: AbortSignal): Promise<Versioned<UserView>> =>
  readVersioned<UserView>(`/users/${encodeURIComponent(id)}`, signal);

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
}

export const createUser = (user: NewUser, idempotencyKey: string): Promise<UserView> =>
  send("POST", "/users", { body: user, idempotencyKey });

export const changeUser = (
  id: string,
  change: { readonly name?: string; readonly role?: Role; readonly password?: string },
  ifMatch: string,
): Promise<UserView> => send("PATCH", `/users/${encodeURIComponent(id)}`, { body: change, ifMatch });

export const removeUser = (id: string): Promise<void> => send("DELETE", `/users/${encodeURIComponent(id)}`);

export interface NewToken {
  readonly name: string;
  readonly role: Role;
  /** ISO 8601. */
  readonly expiresAt: string;
}

export const createToken = (token: NewToken, idempotencyKey: string): Promise<CreatedApiTokenView> =>
  send("POST", "/tokens", { body: token, idempotencyKey });

export const removeToken = (id: string): Promise<void> => send("DELETE", `/tokens/${encodeURIComponent(id)}`);

/** Makes the first administrator by the token of the one-time link, and signs them in. */
export const createFirstAdministrator = (
  linkToken: string,
  user: Omit<NewUser, "role">,
): Promise<{ principal: Principal }> =>
  send("POST", "/first-administrator", { body: { linkToken, ...user } });

export interface OwnPasswordChange {
  readonly current: string;
  readonly password: string;
}

/** Ends all sessions of whoever is signed in, and begins one here. */
export const changeOwnPassword = (change: OwnPasswordChange): Promise<{ principal: Principal }> =>
  send("PUT", "/me/password", { body: change });
