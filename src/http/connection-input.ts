// What a person enters of a connection, checked against what the server knows: its clouds, tags and schedules.

import type { SettingsBody } from "../contract/connection.ts";
import type { ScheduleBody } from "../contract/schedule.ts";
import type { Timestamp } from "../core/clock.ts";
import { type Cloud, type ConnectionSettings, hasSameHosts } from "../core/connection.ts";
import type { ConnectionReader, TestedSettings } from "../core/connection-storage.ts";
import { FieldError, RollcallError } from "../core/error.ts";
import { createSchedule, type Schedule } from "../core/schedule.ts";
import type { TagReader } from "../core/tag-storage.ts";

/** A pass of the connection test is good for saving these settings so long. */
export const passIsFreshMs = 15 * 60 * 1000;

/** What a person enters of a cloud: its name, or its pair of hosts. */
function findCloud(entered: SettingsBody["cloud"], clouds: readonly Cloud[]): Cloud {
  if (typeof entered === "string") {
    const known = clouds.find(({ name }) => name === entered);
    if (known !== undefined) return known;
    const names = clouds.map(({ name }) => name).join(", ");
    throw new FieldError(
      "connection.cloud_unknown",
      "settings.cloud",
      `There is no such cloud; there are ${names}.`,
    );
  }
  const allowed = clouds.find((cloud) => hasSameHosts(cloud, entered));
  if (allowed !== undefined) return allowed;
  throw new FieldError(
    "connection.cloud_not_allowed",
    "settings.cloud",
    "These hosts are not among those that the operator allows (ROLLCALL_CUSTOM_CLOUDS).",
  );
}

/** Throws `connection.cloud_unknown` or `connection.cloud_not_allowed`: no request goes to a host that nobody allowed. */
export function resolveSettings(
  entered: SettingsBody,
  clouds: readonly Cloud[],
): { readonly cloud: string; readonly settings: ConnectionSettings } {
  const { tenantId, clientId, tokenEndpoint } = entered;
  const { name, loginUrl, graphUrl } = findCloud(entered.cloud, clouds);
  return { cloud: name, settings: { tenantId, clientId, loginUrl, graphUrl, tokenEndpoint } };
}

/**
 * The settings with which a stored secret is tested: the stored ones, or others that were entered for the same hosts. Throws
 * `connection.secret_not_for_hosts`, since a secret goes to no host but those for which it was entered, and
 * `connection.cloud_not_allowed` where the operator does not allow the stored hosts any more.
 */
export function resolveForStoredSecret(
  stored: ConnectionSettings,
  entered: SettingsBody | undefined,
  clouds: readonly Cloud[],
): ConnectionSettings {
  if (entered === undefined) {
    if (clouds.some((cloud) => hasSameHosts(cloud, stored))) return stored;
    throw new RollcallError(
      "connection.cloud_not_allowed",
      "The connection's hosts are not among those that the operator allows (ROLLCALL_CUSTOM_CLOUDS) any more.",
    );
  }
  const { settings } = resolveSettings(entered, clouds);
  if (hasSameHosts(settings, stored)) return settings;
  throw new FieldError(
    "connection.secret_not_for_hosts",
    "settings.cloud",
    "The stored secret was entered for other hosts: enter the secret for these.",
  );
}

/** The schedule that was entered; throws what `createSchedule` refuses, with its field. */
export function requireSchedule(entered: ScheduleBody): Schedule {
  const result = createSchedule(entered);
  if (result.kind === "created") return result.schedule;
  const { code, field, message } = result.refusal;
  throw new FieldError(code, `schedule.${field}`, message);
}

/** Throws `connection.tag_unknown`. */
export async function assertTags(storage: TagReader, names: readonly string[]): Promise<void> {
  const [unknown] = await storage.findUnknownTags(names);
  if (unknown !== undefined)
    throw new FieldError("connection.tag_unknown", "tags", `There is no tag ${JSON.stringify(unknown)}.`);
}

/** Throws `connection.not_tested` unless exactly these settings passed the connection test a little while ago. */
export async function assertTested(
  storage: ConnectionReader,
  tested: TestedSettings,
  now: Timestamp,
): Promise<void> {
  if (await storage.hasPassed(tested, now - passIsFreshMs)) return;
  throw new RollcallError(
    "connection.not_tested",
    "These settings have not passed the connection test within the last 15 minutes: test exactly them first.",
  );
}
