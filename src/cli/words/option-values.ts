// Reads the values of options, and refuses what cannot be meant.

import { InvalidArgumentError } from "commander";

/** For a whole number within both bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(
      `It must be a whole number from ${least.toLocaleString("en")} to ${most.toLocaleString("en")}.`,
    );
  };
}

/** For an option that may be given more than once. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** The number of a sync run, as `rollcall run list` shows it. */
export function runNumber(text: string): number {
  return wholeNumber(1, Number.MAX_SAFE_INTEGER)(text);
}

/** For ids that may be given more than once. */
export function collectNumbers(text: string, before: readonly number[] = []): readonly number[] {
  return [...before, wholeNumber(1, Number.MAX_SAFE_INTEGER)(text)];
}
