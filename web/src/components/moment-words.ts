// Moments and lengths of time in words.

const local = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

export const localTime = (at: string): string => local.format(new Date(at));

const exact = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" });

/** To the second, e.g. for a log. */
export const exactTime = (at: string): string => exact.format(new Date(at));

/** e.g. `2026-11-25 01:20:42 UTC` */
export const utcTime = (at: string): string =>
  `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;

const units = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** e.g. "3 hours ago", or "in 2 days" */
export function ago(at: string, now: number): string {
  const seconds = (Date.parse(at) - now) / 1000;
  for (const [unit, length] of units)
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
  return "just now";
}

/** e.g. "1 h 5 min", "42 s", "0.3 s", "40 ms" */
export function duration(milliseconds: number): string {
  if (milliseconds < 100) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const numbers = new Intl.NumberFormat("en");

/** e.g. "1,000,000" */
export const wholeNumber = (value: number): string => numbers.format(value);

/** e.g. "1 device", "2,000 devices" */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${wholeNumber(count)} ${count === 1 ? one : many}`;
}
