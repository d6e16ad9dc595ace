// `rollcall serve`: the server, until it is told to stop.

import { readConfig } from "../../server/config.ts";
import { createLogger } from "../../server/logger.ts";
import { type RunningServer, startServer } from "../../server/start-server.ts";

const stopSignals = ["SIGINT", "SIGTERM"] as const;

/** Resolves with the first signal that asks for the end; a second one ends the process at once. */
function untilStopped(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const name of stopSignals)
      process.once(name, () => {
        for (const again of stopSignals) process.once(again, () => process.exit(1));
        resolve(name);
      });
  });
}

function greet({ url, firstLink }: RunningServer): void {
  const lines = [`Rollcall serves at ${url}.`];
  if (firstLink !== null)
    lines.push(
      "There is no user yet. Make the first administrator here, once:",
      `  ${firstLink}`,
      "or with the same words on this machine: rollcall user add --role administrator",
    );
  process.stderr.write(`${lines.join("\n")}\n`);
}

/** Throws `config.invalid` and what keeps the server from starting. */
export async function serve(): Promise<void> {
  // Whatever it writes is its owner's alone.
  process.umask(0o077);
  const stopped = untilStopped();
  const config = readConfig(process.env);
  const logger = createLogger(config);
  const server = await startServer(config, logger);
  greet(server);
  logger.info({ url: server.url }, "Serving.");
  const signal = await stopped;
  logger.info({ signal }, "Stopping: runs stop at their next page and go on at the next start.");
  await server.stop();
  logger.info("Stopped.");
}
