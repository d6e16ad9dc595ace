// Between a connection and its row.

import type { Selectable, Updateable } from "kysely";
import type { Connection, SecretNote } from "../core/connection.ts";
import type { ConnectionChange } from "../core/connection-storage.ts";
import { connectionId, deltaLink } from "../core/id.ts";
import type { ScheduleInput } from "../core/schedule.ts";
import { connectionState, pullBasis, scheduleInput, tagNames, toSeverityMap } from "./json-columns.ts";
import type { ConnectionTable } from "./schema.ts";

function noteOf(storedAt: number | null, expiresAt: number | null): SecretNote | null {
  return storedAt === null ? null : { storedAt, expiresAt };
}

export function rowToConnection(row: Selectable<ConnectionTable>): Connection {
  return {
    id: connectionId(row.id),
    name: row.name,
    description: row.description,
    tags: tagNames.parse(JSON.parse(row.tags)),
    schedule: row.schedule === null ? null : scheduleInput.parse(JSON.parse(row.schedule)),
    connectorId: row.connector_id,
    cloud: row.cloud,
    settings: {
      tenantId: row.tenant_id,
      clientId: row.client_id,
      loginUrl: row.login_url,
      graphUrl: row.graph_url,
      tokenEndpoint: row.token_endpoint === "v2" ? "v2" : "v1",
    },
    secret: { storedAt: row.secret_stored_at, expiresAt: row.secret_expires_at },
    nextSecret: noteOf(row.next_secret_stored_at, row.next_secret_expires_at),
    version: row.version,
    pausedAt: row.paused_at,
    nextRunAt: row.next_run_at,
    state: connectionState.parse(JSON.parse(row.state)),
    deltaLink: row.delta_link === null ? null : deltaLink(row.delta_link),
    basis: row.basis === null ? null : pullBasis.parse(JSON.parse(row.basis)),
    withoutId: row.without_id,
    lastSeenAt: row.last_seen_at,
    lastFullPullAt: row.last_full_pull_at,
    createdAt: row.created_at,
    retirementGuard: { share: row.guard_share, minimum: row.guard_minimum },
    fullPullEveryMs: row.full_pull_every_ms,
    transformMapVersion: row.transform_map_version,
    severityMap: toSeverityMap(row.severity_map),
  };
}

/** Names that look alike are one name: `Contoso` and `contoso` would only be mixed up. */
export function nameKey(name: string): string {
  return name.normalize("NFKC").toLowerCase();
}

/** Equal schedules have equal texts, in whatever order their fields were written. */
export function scheduleText(schedule: ScheduleInput): string {
  return JSON.stringify(scheduleInput.parse(schedule));
}

/** The columns that a change sets, but for those of its secret, which has to be sealed. */
export function changeToColumns(change: ConnectionChange): Updateable<ConnectionTable> {
  const { name, description, tags, schedule, cloud, settings, retirementGuard, fullPullEveryMs } = change;
  return {
    ...(name !== undefined && { name, name_key: nameKey(name) }),
    ...(description !== undefined && { description }),
    ...(tags !== undefined && { tags: JSON.stringify(tags) }),
    ...(schedule !== undefined && { schedule: schedule === null ? null : scheduleText(schedule) }),
    ...(cloud !== undefined && { cloud }),
    ...(settings !== undefined && {
      tenant_id: settings.tenantId,
      client_id: settings.clientId,
      login_url: settings.loginUrl,
      graph_url: settings.graphUrl,
      token_endpoint: settings.tokenEndpoint,
    }),
    ...(retirementGuard !== undefined && {
      guard_share: retirementGuard.share,
      guard_minimum: retirementGuard.minimum,
    }),
    ...(fullPullEveryMs !== undefined && { full_pull_every_ms: fullPullEveryMs }),
  };
}
