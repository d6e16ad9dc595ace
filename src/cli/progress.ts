// Shows how far a run is: one living line on a terminal, a plain line now and then elsewhere.

interface Progress {
  readonly phase: string;
  readonly counters: { readonly fetched: number; readonly requests: number };
  readonly expectedDevices: number | null;
}

const plainEveryMs = 2000;

function describe(label: string, { phase, counters, expectedDevices }: Progress, elapsedMs: number): string {
  const rate = counters.fetched / Math.max(elapsedMs / 1000, 0.001);
  const of = expectedDevices === null ? "" : ` of ${expectedDevices.toLocaleString("en")}`;
  const left =
    expectedDevices === null ? null : Math.max(0, (expectedDevices - counters.fetched) / Math.max(rate, 1));
  const rest = left === null || phase !== "listing" ? "" : `, about ${Math.ceil(left)} s left`;
  const speed = `${Math.round(rate).toLocaleString("en")} a second`;
  return `${label}: ${counters.fetched.toLocaleString("en")}${of} devices, ${speed}${rest} (${phase.replaceAll("_", " ")})`;
}

/** Answers the observer of one run. All of it goes to standard error, so that standard output stays the command's own. */
export function showProgress(label: string): (progress: Progress) => void {
  const startedAt = performance.now();
  let saidAt = startedAt;
  return (progress) => {
    const now = performance.now();
    const line = describe(label, progress, now - startedAt);
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${line}`);
    else if (now - saidAt >= plainEveryMs) {
      saidAt = now;
      process.stderr.write(`${line}\n`);
    }
  };
}

/** Ends the living line and says something for good. */
export function say(text: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\u001b[2K${text}\n` : `${text}\n`);
}
