// The signals that ask a command to end in an orderly way, and the second one that ends it at once.

import { exitCodes } from "./command-error.ts";

const stopCodes = { SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated } as const;
export type StopSignal = keyof typeof stopCodes;

/** A command that npm runs gets one Ctrl+C twice, from the terminal and from npm: together they are one. */
const usualOnePressMs = 500;

/** Calls `begin` with the first signal; a second one that is no echo of it ends the process with 130 or 143. */
export function onStopSignal(begin: (name: StopSignal) => void, onePressMs = usualOnePressMs): void {
  let askedAt: number | null = null;
  for (const name of ["SIGINT", "SIGTERM"] as const)
    process.on(name, () => {
      if (askedAt === null) {
        askedAt = performance.now();
        begin(name);
      } else if (performance.now() - askedAt >= onePressMs) process.exit(stopCodes[name]);
    });
}
