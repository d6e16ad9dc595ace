// A connection as it is shown: without its secrets, and without what only the engine needs.

import type { ConnectionView } from "../../contract/connection.ts";
import type { ScheduleView } from "../../contract/schedule.ts";
import { toMoment, toMomentOrNull } from "../../contract/time.ts";
import type { Timestamp } from "../../core/clock.ts";
import type { Connection, SecretNote } from "../../core/connection.ts";
import { nextRuns } from "../../core/next-runs.ts";
import { createSchedule, type Schedule, type ScheduleInput } from "../../core/schedule.ts";
import { describeSchedule } from "../../core/schedule-words.ts";
import { secretDaysLeft, secretWarning } from "../../core/secret-expiry.ts";
import type { SyncRun } from "../../core/sync-run.ts";
import { viewSyncRun } from "./sync-run-view.ts";

const hourMs = 60 * 60 * 1000;
const shownRuns = 5;

/** The words of a schedule, and when its next runs are. */
export function previewSchedule(
  schedule: Schedule,
  now: Timestamp,
): Pick<ScheduleView, "words" | "nextRuns"> {
  return {
    words: describeSchedule(schedule),
    nextRuns: nextRuns(schedule, now, shownRuns).map(toMoment),
  };
}

function viewSchedule(input: ScheduleInput | null, now: Timestamp): ScheduleView | null {
  if (input === null) return null;
  const shown = input.kind === "weekly" ? { ...input, days: [...input.days] } : input;
  const result = createSchedule(input);
  if (result.kind === "created") return { input: shown, ...previewSchedule(result.schedule, now) };
  // It was checked before it was stored, so its zone is not known any more: nothing runs, and the words say why.
  return { input: shown, words: result.refusal.message, nextRuns: [] };
}

function viewSecret(note: SecretNote, now: Timestamp): ConnectionView["secret"] {
  const { storedAt, expiresAt } = note;
  return {
    storedAt: toMoment(storedAt),
    expiresAt: toMomentOrNull(expiresAt),
    daysLeft: secretDaysLeft(expiresAt, now),
    warningDays: secretWarning(expiresAt, now),
  };
}

/** A cancelled run leaves a connection as one whose next run is planned, or that waits to be run. */
function stateName({ state, nextRunAt }: Connection): ConnectionView["state"] {
  if (state.name !== "cancelled") return state.name;
  return nextRunAt === null ? "registered" : "scheduled";
}

export function viewConnection(
  connection: Connection,
  lastRun: SyncRun | null,
  now: Timestamp,
): ConnectionView {
  const { id, version, name, description, tags, connectorId, cloud, settings, state } = connection;
  return {
    id,
    version,
    name,
    description,
    tags: [...tags],
    connectorId,
    cloud,
    ...settings,
    secret: viewSecret(connection.secret, now),
    nextSecret: connection.nextSecret === null ? null : viewSecret(connection.nextSecret, now),
    state: stateName(connection),
    error: state.name === "errored" ? { reason: state.reason, message: state.message } : null,
    pausedAt: toMomentOrNull(connection.pausedAt),
    schedule: viewSchedule(connection.schedule, now),
    nextRunAt: toMomentOrNull(connection.nextRunAt),
    lastRun: lastRun === null ? null : viewSyncRun(lastRun),
    lastFullPullAt: toMomentOrNull(connection.lastFullPullAt),
    retirementGuard: connection.retirementGuard,
    fullPullEveryHours: connection.fullPullEveryMs / hourMs,
    transformMapVersion: connection.transformMapVersion,
    createdAt: toMoment(connection.createdAt),
  };
}
