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

export const isSame = (one: Principal, other: Principal): boolean =>
  one.id === other.id && one.role === other.role;

/**
 * Once somebody is signed in, the page stays theirs: an end of the session is announced, and where somebody else has signed in
 * in another window, it is loaded anew. Looked at whenever somebody comes back to this window.
 */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal, client, queryKey }) => {
    const session = await readSession(signal);
    const before = client.getQueryData<Session>(queryKey);
    if (!before?.principal) return session;
    if (session.principal !== null && isSame(session.principal, before.principal)) return session;
    // Whoever keeps what they typed from being loaded anew goes on only as who they were.
    sessionEnd.announce();
    if (session.principal !== null) location.reload();
    return before;
  },
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: "always",
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
