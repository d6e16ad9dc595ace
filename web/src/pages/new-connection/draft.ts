// A connection as it is being entered, and what is sent of it.

import type { ConnectionBody } from "../../../../src/contract/connection.ts";
import type { ConnectionTestBody } from "../../../../src/contract/connection-test.ts";
import type { ScheduleBody } from "../../../../src/contract/schedule.ts";
import { fieldErrors, isProblem } from "../../api/problem.ts";
import {
  type EnteredSettings,
  type FieldErrors,
  momentOfDay,
  noSettings,
  settingsBodyOf,
  settingsErrors,
} from "../../forms/entered-settings.ts";
import { newSchedule } from "../../forms/new-schedule.ts";
import { descriptionErrors } from "../../forms/profile.ts";

/** The only connector that there is. */
export const connectorId = "entra-devices";

export interface Draft {
  /** Null: the one that the server proposed. */
  readonly name: string | null;
  readonly description: string;
  readonly tags: readonly string[];
  readonly settings: EnteredSettings;
  readonly schedule: ScheduleBody | null;
}

export function newDraft(now: Date): Draft {
  return { name: null, description: "", tags: [], settings: noSettings, schedule: newSchedule(now) };
}

export function bodyOfDraft(draft: Draft, proposedName: string | undefined): ConnectionBody {
  const { description, tags, settings, schedule } = draft;
  const name = (draft.name ?? proposedName ?? "").trim();
  return {
    // The server proposes one where there is none.
    ...(name !== "" && { name }),
    description,
    tags: [...tags],
    connectorId,
    settings: settingsBodyOf(settings),
    clientSecret: settings.clientSecret,
    secretExpiresAt: momentOfDay(settings.secretExpiresOn),
    schedule,
  };
}

export function testBodyOf({ settings }: Draft): ConnectionTestBody {
  return { connectorId, settings: settingsBodyOf(settings), clientSecret: settings.clientSecret };
}

/** What is plainly wrong, before the server is asked. */
export function draftErrors({ settings, description }: Draft): FieldErrors {
  return { ...settingsErrors(settings), ...descriptionErrors(description) };
}

/** What the server refused, and why: by the names of the fields, as they were when they were sent. */
export interface Refusal {
  readonly sent: ConnectionBody;
  readonly errors: FieldErrors;
}

export function refusalOf(error: unknown, sent: ConnectionBody): Refusal {
  // The one reason that names a field without saying so.
  const taken: FieldErrors = isProblem(error, "connection.name_taken") ? { name: error.message } : {};
  return { sent, errors: { ...fieldErrors(error), ...taken } };
}

function valueAt(body: unknown, field: string): string {
  let value = body;
  for (const part of field.split("."))
    value =
      typeof value === "object" && value !== null ? (value as Record<string, unknown>)[part] : undefined;
  return JSON.stringify(value) ?? "";
}

/** The reasons that still apply: of fields that have not been changed since. */
export function standingErrors({ sent, errors }: Refusal, now: ConnectionBody): FieldErrors {
  return Object.fromEntries(
    Object.entries(errors).filter(([field]) => valueAt(sent, field) === valueAt(now, field)),
  );
}

/** Whether a reason is shown in the last step; all others are in the one before. */
export const isOfLastStep = (field: string): boolean => field.startsWith("schedule");
