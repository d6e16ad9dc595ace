// Tells a connection to people.

import type { ConnectionView } from "../contract/connection.ts";
import { stateWords } from "./run-words.ts";
import type { Column } from "./table.ts";
import { momentWords } from "./time-words.ts";

function connectionState({ state, pausedAt }: ConnectionView): string {
  return pausedAt === null ? state : `paused (${state})`;
}

export const connectionColumns: readonly Column<ConnectionView>[] = [
  { title: "id", isNumber: true, of: ({ id }) => id },
  { title: "name", of: ({ name }) => name },
  { title: "state", of: connectionState },
  { title: "tenant", of: ({ tenantId }) => tenantId },
  { title: "last run", of: ({ lastRun }) => (lastRun === null ? "–" : stateWords(lastRun)) },
  { title: "next run", of: ({ nextRunAt }) => momentWords(nextRunAt) },
];

function secretWords(secret: ConnectionView["nextSecret"]): string | null {
  if (secret === null) return null;
  const expiry =
    secret.expiresAt === null ? "its expiry is not known" : `expires ${momentWords(secret.expiresAt)}`;
  return `stored ${momentWords(secret.storedAt)}, ${expiry}`;
}

export function connectionProperties(
  connection: ConnectionView,
): readonly (readonly [string, string | number | null])[] {
  const { error, schedule, lastRun, retirementGuard } = connection;
  return [
    ["id", connection.id],
    ["name", connection.name],
    ["description", connection.description || null],
    ["state", connectionState(connection)],
    ["error", error === null ? null : `${error.message} (${error.reason})`],
    ["connector", connection.connectorId],
    ["cloud", connection.cloud],
    ["tenant", connection.tenantId],
    ["client", connection.clientId],
    ["token endpoint", connection.tokenEndpoint],
    ["secret", secretWords(connection.secret)],
    ["next secret", secretWords(connection.nextSecret)],
    ["tags", connection.tags.length === 0 ? null : connection.tags.join(", ")],
    ["schedule", schedule === null ? "by hand alone" : schedule.words],
    ["next run", momentWords(connection.nextRunAt)],
    ["last run", lastRun === null ? "–" : `${lastRun.id}, ${stateWords(lastRun)}`],
    ["last full pull", momentWords(connection.lastFullPullAt)],
    ["full pull every", `${connection.fullPullEveryHours} hours`],
    ["held beyond", `${retirementGuard.share * 100} % and ${retirementGuard.minimum} retirements at once`],
    ["transform map", `version ${connection.transformMapVersion}`],
    ["created", momentWords(connection.createdAt)],
  ];
}
