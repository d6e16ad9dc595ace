// Actions of the audit log, as people read them.

const own: Readonly<Record<string, string>> = {
  "session.created": "Signed in",
  "session.refused": "Sign-in refused",
  "session.ended": "Signed out",
  "session.end_refused": "Sign-out refused",
  "user.first_created": "First administrator made",
  "user.first_refused": "First administrator refused",
  "user.linked": "User came by OpenID Connect as well",
  "secret.stored": "Second secret stored",
  "secret.storing_refused": "Second secret refused",
  "secret.taken_over": "Second secret taken over",
  "recent_queries.forgotten": "Recent queries forgotten",
};

const acts: Readonly<Record<string, readonly string[]>> = {
  session: ["created", "refused", "ended"],
  password: ["changed", "change_refused"],
  user: ["first_created", "created", "linked", "changed", "change_refused", "removed", "removal_refused"],
  token: ["created", "creation_refused", "removed"],
  connection: [
    ...["created", "creation_refused", "changed", "change_refused", "removed", "removal_refused"],
    ...["tested", "paused", "resumed"],
  ],
  secret: ["stored", "taken_over", "dropped"],
  transform_map: ["changed", "change_refused"],
  severity_map: ["changed", "change_refused"],
  run: ["requested", "request_refused", "cancelled", "resumed", "approved", "dismissed"],
  tag: ["created", "changed", "removed", "put_on", "taken_off"],
  saved_query: ["created", "changed", "removed"],
  assets: ["exported"],
  backup: ["taken", "restored", "restore_refused"],
  master_key: ["rotated"],
};

/** What is worth filtering by; the log itself may hold more. */
export const usualActions: readonly string[] = Object.entries(acts).flatMap(([noun, ofNoun]) =>
  ofNoun.map((act) => `${noun}.${act}`),
);

/** e.g. "Connection creation refused" for `connection.creation_refused` */
export function actionWords(action: string): string {
  const words = own[action] ?? action.replace(/^token\./, "API token ").replaceAll(/[._]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const isRefusal = (action: string): boolean => action.endsWith("refused");
