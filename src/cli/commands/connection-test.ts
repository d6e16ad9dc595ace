// `rollcall connection test`.

import { testFailed, testSettings } from "../connection-check.ts";
import { openContext, type ServerOptions } from "../context.ts";
import { findConnectionId } from "../find-by-name.ts";

interface TestOptions extends ServerOptions {
  readonly next?: boolean;
  readonly verbose?: boolean;
}

/** Throws with `test_failed` where a check fails. */
export async function testConnection(which: string, options: TestOptions): Promise<void> {
  const context = openContext(options);
  const connectionId = await findConnectionId(context.client, which);
  const body = { connectionId, secret: options.next ? "next" : "current" };
  const place = { isResult: true, isVerbose: options.verbose === true };
  if (!(await testSettings(context, body, place))) throw testFailed("Nothing was changed.");
}
