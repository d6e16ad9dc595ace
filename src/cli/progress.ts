// Shows how far a run is: one living line on a terminal, a plain line now and then elsewhere.

interface Progress {
  readonly phase: string;
  readonly counters: { readonly fetched: number; readonly requests: number };
  readonly expectedDevices: number | null;
}

const plainEveryMs = 2000;

function describe(label: string, { phase, counters, expectedDevices }: Progress, elapsedMs: number): string {
  const { fetched } = counters;
  const rate = fetched / Math.max(elapsedMs / 1000, 0.001);
  const of = expectedDevices === null ? "" : ` of ${expectedDevices.toLocaleString("en")}`;
  const isCounting = phase === "listing" && expectedDevices !== null && rate >= 1;
  const leftSeconds = isCounting ? Math.ceil(Math.max(0, expectedDevices - fetched) / rate) : null;
  const rest = leftSeconds === null ? "" : `, about ${leftSeconds} s left`;
  const speed = `${Math.round(rate).toLocaleString("en")} a second`;
  return `${label}: ${fetched.toLocaleString("en")}${of} devices, ${speed}${rest} (${phase.replaceAll("_", " ")})`;
}

/**
 * Answers the observer of one run. All of it goes to standard error, so that standard output stays the command's own.
 * `isLiving` is one line that is written over, for a terminal.
 */
export function showProgress(label: string, isLiving: boolean): (progress: Progress) => void {
  const startedAt = performance.now();
  let saidAt = startedAt;
  return (progress) => {
    const now = performance.now();
    if (!isLiving && now - saidAt < plainEveryMs) return;
    saidAt = now;
    const line = describe(label, progress, now - startedAt);
    // A line that wraps could not be written over.
    const width = process.stderr.columns ?? 80;
    process.stderr.write(isLiving ? `\r\u001b[2K${line.slice(0, width - 1)}` : `${line}\n`);
  };
}

/** Ends the living line and says something for good. */
export function say(text: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\u001b[2K${text}\n` : `${text}\n`);
}
