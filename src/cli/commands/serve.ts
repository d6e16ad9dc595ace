// `rollcall serve`: the server, until it is told to stop.

import type { ServerRole } from "../../server/backend.ts";
import { readConfig } from "../../server/config.ts";
import { createLogger } from "../../server/logger.ts";
import { type RunningServer, startServer } from "../../server/start-server.ts";
import { onStopSignal, type StopSignal } from "../stop-signals.ts";

function greet({ url, firstLink }: RunningServer, role: ServerRole): void {
  const serves = role === "worker" ? "takes up runs, and tells how it is" : "serves";
  const lines = [`Rollcall ${serves} at ${url}.`];
  if (firstLink !== null)
    lines.push(
      "There is no user yet. Make the first administrator here, once:",
      `  ${firstLink}`,
      "or in another terminal of this machine:",
      "  npm run --silent rollcall -- user add --email ADDRESS --name NAME --role administrator",
    );
  process.stderr.write(`${lines.join("\n")}\n`);
}

/** `role`: what the process does. Throws `config.invalid` and what keeps the server from starting. */
export async function serve({ role }: { readonly role: ServerRole }): Promise<void> {
  // Whatever it writes is its owner's alone.
  process.umask(0o077);
  // A report of Node's own, should somebody ask for one, would hold the environment, and with it keys and passwords.
  if (process.report !== undefined) process.report.excludeEnv = true;
  const stopped = Promise.withResolvers<StopSignal>();
  onStopSignal(stopped.resolve);
  const config = readConfig(process.env);
  const logger = createLogger(config);
  const server = await startServer(config, logger, role);
  greet(server, role);
  logger.info({ url: server.url }, "Serving.");
  const signal = await stopped.promise;
  logger.info({ signal }, "Stopping: runs stop at their next page and go on at the next start.");
  await server.stop();
  logger.info("Stopped.");
}
