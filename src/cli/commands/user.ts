// `rollcall user list`, `add`, `change` and `remove`.

import type { z } from "zod";
import { user as userView } from "../../contract/user.ts";
import type { ApiClient } from "../api-client.ts";
import { confirm } from "../ask-person.ts";
import { CommandError, wrongWords } from "../command-error.ts";
import { openContext, type ServerOptions } from "../context.ts";
import { readSecret } from "../secret-input.ts";
import { showList } from "../show-list.ts";
import type { Column } from "../table.ts";
import { momentWords } from "../time-words.ts";

type UserView = z.infer<typeof userView>;

interface PasswordOptions {
  readonly passwordFile?: string;
  readonly passwordStdin?: boolean;
}

const columns: readonly Column<UserView>[] = [
  { title: "id", of: ({ id }) => id },
  { title: "address", of: ({ email }) => email },
  { title: "name", of: ({ name }) => name },
  { title: "role", of: ({ role }) => role },
  { title: "signs in by", of: ({ signIn }) => signIn },
  { title: "since", of: ({ createdAt }) => momentWords(createdAt) },
];

async function readPassword({ passwordFile, passwordStdin }: PasswordOptions): Promise<string> {
  return readSecret({
    what: "password",
    file: passwordFile,
    isOnInput: passwordStdin,
    variable: "ROLLCALL_USER_PASSWORD",
    options: "--password-file or --password-stdin",
    isNew: true,
  });
}

/** By id or address. Throws `access.user_not_found`. */
async function findUser(client: ApiClient, which: string): Promise<UserView> {
  const address = which.toLowerCase();
  for await (const user of client.list(userView, "/users"))
    if (user.id === which || user.email.toLowerCase() === address) return user;
  throw new CommandError("refused", "access.user_not_found", `There is no user ${JSON.stringify(which)}.`);
}

export async function listUsers(options: ServerOptions): Promise<void> {
  const { client, output } = openContext(options);
  const users = client.list(userView, "/users");
  await showList(output, users, Number.POSITIVE_INFINITY, columns, "There are no users.");
}

interface AddOptions extends ServerOptions, PasswordOptions {
  readonly email: string;
  readonly name: string;
  readonly role: string;
}

export async function addUser(options: AddOptions): Promise<void> {
  const { client, output } = openContext(options);
  const { email, name, role } = options;
  const password = await readPassword(options);
  const user = await client.create(userView, "/users", { email, name, role, password });
  if (output.isJson) output.json(user);
  else output.line(`${user.email} is added as ${user.role}.`);
}

interface ChangeOptions extends ServerOptions, PasswordOptions {
  readonly name?: string;
  readonly role?: string;
  readonly password?: boolean;
}

export async function changeUser(which: string, options: ChangeOptions): Promise<void> {
  const { name, role, passwordFile, passwordStdin } = options;
  const hasPassword = options.password || passwordFile !== undefined || passwordStdin;
  if (name === undefined && role === undefined && !hasPassword) throw wrongWords("Nothing is to be changed.");
  const { client, output } = openContext(options);
  const { id } = await findUser(client, which);
  const body = { name, role, password: hasPassword ? await readPassword(options) : undefined };
  const path = `/users/${encodeURIComponent(id)}`;
  const { etag } = await client.getTagged(userView, path);
  const user = await client.act(userView, { method: "PATCH", path, etag, body });
  if (output.isJson) output.json(user);
  else output.line(`${user.email} is changed.`);
}

export async function removeUser(
  which: string,
  options: ServerOptions & { readonly yes?: boolean },
): Promise<void> {
  const { client, output } = openContext(options);
  const { id, email } = await findUser(client, which);
  await confirm(`This will remove ${email}, whose sessions and tokens end.`, options.yes);
  await client.drop({ method: "DELETE", path: `/users/${encodeURIComponent(id)}` });
  if (output.isJson) output.json({ id, email });
  else output.line(`${email} is removed.`);
}
