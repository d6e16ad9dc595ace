// Shows how far something is while a command waits for it.

import { cutTo, escapeControls } from "./text.ts";

const plainEveryMs = 2000;

/** One living line on a terminal, a plain line now and then elsewhere. */
export function progressLine() {
  const isLiving = process.stderr.isTTY;
  const write = (text: string) => process.stderr.write(`\r\u001b[2K${text}`);
  let saidAt = performance.now();
  return {
    show: (text: string) => {
      // A line that wraps could not be written over.
      if (isLiving) write(cutTo(escapeControls(text), (process.stderr.columns ?? 80) - 1));
      else if (performance.now() - saidAt >= plainEveryMs) {
        saidAt = performance.now();
        process.stderr.write(`${escapeControls(text)}\n`);
      }
    },
    [Symbol.dispose]: () => {
      if (isLiving) write("");
    },
  };
}
