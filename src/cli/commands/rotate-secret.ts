// `rollcall connection rotate-secret`: a new client secret takes over once it has been seen to work.

import { connectionView } from "../../contract/connection.ts";
import type { ApiClient } from "../api-client.ts";
import { type ClientSecretOptions, readClientSecret } from "../client-secret.ts";
import { testFailed, testSettings } from "../connection-check.ts";
import { openContext, type ServerOptions } from "../context.ts";
import { findConnectionId } from "../find-by-name.ts";

interface RotateOptions extends ServerOptions, ClientSecretOptions {
  readonly keep?: boolean;
  readonly verbose?: boolean;
}

async function dropNext(client: ApiClient, path: string, etag: string): Promise<void> {
  await client.drop({ method: "DELETE", path: `${path}/next-secret`, etag });
}

/**
 * The old secret stays in use until the new one has passed. Where it does not pass, or cannot be tested, the new one is
 * dropped, unless it is to be kept; an interrupted command leaves it beside the old one. Throws with `test_failed`.
 */
export async function rotateSecret(which: string, options: RotateOptions): Promise<void> {
  const context = openContext(options);
  const { client, output } = context;
  const connectionId = await findConnectionId(client, which);
  const path = `/connections/${connectionId}`;
  const secret = await readClientSecret(options);
  const before = await client.getTagged(connectionView, path);
  await client.drop({ method: "PUT", path: `${path}/next-secret`, etag: before.etag, body: secret });
  // Should another secret be stored meanwhile, the server lets it take over only if it has passed, too.
  const { etag } = await client.getTagged(connectionView, path);
  const place = { isResult: false, isVerbose: options.verbose === true };
  try {
    if (!(await testSettings(context, { connectionId, secret: "next" }, place)))
      throw testFailed(
        `The old secret stays in use${options.keep ? "; the new one is kept beside it" : ""}.`,
      );
  } catch (error) {
    if (!options.keep && !context.signal.aborted) await dropNext(client, path, etag);
    throw error;
  }
  await client.drop({ method: "POST", path: `${path}/next-secret/takeover`, etag });
  const connection = await client.get(connectionView, path);
  if (output.isJson) output.json(connection);
  else output.line(`The new secret of ${connection.name} is in use.`);
}
