// Who is signed in, and signing in and out.

import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import type { z } from "zod";
import type { role } from "../../../src/contract/principal.ts";
import type { session } from "../../../src/contract/session.ts";
import { apiUrl, read, send } from "./client.ts";
import { sessionEnd } from "./session-end.ts";

export type Session = z.infer<typeof session>;
export type Principal = NonNullable<Session["principal"]>;
export type Role = z.infer<typeof role>;

export const readSession = (signal?: AbortSignal): Promise<Session> =>
  read<Session>("/session", undefined, signal);

/** Once somebody is signed in, it stays theirs until they sign out: an end of the session is announced. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal, client, queryKey }) => {
    const session = await readSession(signal);
    const before = client.getQueryData<Session>(queryKey);
    if (session.principal !== null || !before?.principal) return session;
    sessionEnd.announce();
    return before;
  },
  staleTime: Number.POSITIVE_INFINITY,
});

export const signIn = (email: string, password: string): Promise<{ principal: Principal }> =>
  send("POST", "/session", { body: { email, password } });

export const signOut = (): Promise<void> => send("DELETE", "/session");

/** Goes to the sign-in as a new page. Whoever goes back finds nothing of what this one has shown. */
export function leave(signInAddress: string): void {
  // It is shown again only where the browser has kept it whole.
  addEventListener("pageshow", () => location.reload());
  location.assign(signInAddress);
}

/** Where the browser goes to sign in with OpenID Connect, and then on to an address of ours. */
export const oidcAddress = (to: string): string => apiUrl("/session/oidc", { to });

const ranks: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, administrator: 2 };

/** Whether whoever is signed in has the role, or more. */
export function useMay(role: Role): boolean {
  const { data } = useSuspenseQuery(sessionQuery);
  return data.principal !== null && ranks[data.principal.role] >= ranks[role];
}

/** Who is signed in; the shell shows no page without. */
export function usePrincipal(): Principal {
  const { principal } = useSuspenseQuery(sessionQuery).data;
  if (principal === null) throw new Error("Nobody is signed in.");
  return principal;
}
