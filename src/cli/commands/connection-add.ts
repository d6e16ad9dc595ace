// `rollcall connection add` and `change`.

import {
  type ConnectionChangeBody,
  connectionView,
  type SettingsBody,
  settingsBody,
} from "../../contract/connection.ts";
import { type ClientSecretOptions, readClientSecret } from "../client-secret.ts";
import { wrongWords } from "../command-error.ts";
import { testFailed, testSettings } from "../connection-check.ts";
import { connectionProperties } from "../connection-words.ts";
import { openContext, type ServerOptions } from "../context.ts";
import { findConnectionId } from "../find-by-name.ts";
import { readSchedule, type ScheduleOptions } from "../schedule-input.ts";

interface ProfileOptions extends ServerOptions, ScheduleOptions {
  readonly name?: string;
  readonly description?: string;
}

interface AddOptions extends ProfileOptions, ClientSecretOptions {
  readonly tenant: string;
  readonly client: string;
  readonly cloud?: string;
  readonly tokenEndpoint?: "v1" | "v2";
  readonly tag?: readonly string[];
  readonly verbose?: boolean;
}

function readSettings({ tenant, client, cloud, tokenEndpoint }: AddOptions): SettingsBody {
  const parsed = settingsBody.safeParse({ tenantId: tenant, clientId: client, cloud, tokenEndpoint });
  if (parsed.success) return parsed.data;
  const options: Readonly<Record<string, string>> = { tenantId: "--tenant", clientId: "--client" };
  const [issue] = parsed.error.issues;
  const field = String(issue?.path[0] ?? "cloud");
  throw wrongWords(`${options[field] ?? `--${field}`}: ${issue?.message}`);
}

/** Nothing is created where the connection test fails: then it throws with `test_failed`. */
export async function addConnection(options: AddOptions): Promise<void> {
  const context = openContext(options);
  const { client, output } = context;
  const settings = readSettings(options);
  const schedule = readSchedule(options, Date.now()) ?? null;
  const { clientSecret, secretExpiresAt } = await readClientSecret(options);
  const place = { isResult: false, isVerbose: options.verbose === true };
  if (!(await testSettings(context, { settings, clientSecret }, place)))
    throw testFailed("No connection was created.");
  const { name, description = "", tag: tags = [] } = options;
  const body = { name, description, tags, settings, clientSecret, secretExpiresAt, schedule };
  const connection = await client.create(connectionView, "/connections", body);
  output.note(
    `The connection is created; \`rollcall connection sync ${connection.id}\` starts its first run.`,
  );
  if (output.isJson) output.json(connection);
  else output.properties(connectionProperties(connection));
}

interface ChangeOptions extends ProfileOptions {
  /** False by `--no-tags`; true where nothing is said of tags. */
  readonly tags?: boolean;
  readonly tag?: readonly string[];
}

function readChange({ name, description, tag, tags, ...schedule }: ChangeOptions): ConnectionChangeBody {
  if (tags === false && tag !== undefined) throw wrongWords("--tag and --no-tags do not go together.");
  return {
    name,
    description,
    tags: tags === false ? [] : tag === undefined ? undefined : [...tag],
    schedule: readSchedule(schedule, Date.now()),
  };
}

export async function changeConnection(which: string, options: ChangeOptions): Promise<void> {
  const { client, output } = openContext(options);
  const change = readChange(options);
  if (Object.values(change).every((value) => value === undefined))
    throw wrongWords("Nothing is to be changed.");
  const path = `/connections/${await findConnectionId(client, which)}`;
  const { etag } = await client.getTagged(connectionView, path);
  const connection = await client.act(connectionView, { method: "PATCH", path, etag, body: change });
  if (output.isJson) output.json(connection);
  else output.properties(connectionProperties(connection));
}
