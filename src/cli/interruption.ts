// The one signal by which Ctrl+C, a termination and a closed output end whatever a command is waiting for.

import { CommandError } from "./command-error.ts";
import { onStopSignal } from "./stop-signals.ts";

let stop: AbortController | undefined;

/** Aborts with a `CommandError`. A second Ctrl+C ends the process at once. */
export function interruption(): AbortSignal {
  if (stop !== undefined) return stop.signal;
  const made = new AbortController();
  stop = made;
  onStopSignal((name) =>
    made.abort(
      name === "SIGINT"
        ? new CommandError("interrupted", "cli.interrupted", "Interrupted.")
        : new CommandError("terminated", "cli.terminated", "Terminated."),
    ),
  );
  // Whoever reads the output may leave early, as `head` does.
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (cause) => {
      process.exitCode = 1;
      made.abort(new CommandError("failed", "cli.output_closed", "The output is closed.", { cause }));
    });
  return made.signal;
}

/** Does what Ctrl+C does; for a prompt, in which the terminal sends no signal. */
export function interrupt(): void {
  process.kill(process.pid, "SIGINT");
}
