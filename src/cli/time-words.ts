// Tells moments and durations to people.

const units = [
  ["year", 365 * 86_400_000],
  ["month", 30 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });

/** E.g. `3 hours ago` and `in 2 days`; `just now` within a minute. */
export function relativeTime(at: number, now: number): string {
  const distanceMs = at - now;
  for (const [unit, unitMs] of units)
    if (Math.abs(distanceMs) >= unitMs) return relative.format(Math.round(distanceMs / unitMs), unit);
  return "just now";
}

const two = (value: number) => String(value).padStart(2, "0");

/** In the zone of this machine, e.g. `2026-05-05 18:39`. */
function absoluteTime(at: number): string {
  const moment = new Date(at);
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day} ${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

/** E.g. `2026-05-05 18:39 (3 hours ago)`; `–` for null. */
export function momentWords(moment: string | null, now: number = Date.now()): string {
  if (moment === null) return "–";
  const at = Date.parse(moment);
  return `${absoluteTime(at)} (${relativeTime(at, now)})`;
}

/** E.g. `240 ms`, `3.1 s`, `12 min 5 s`, `2 h 3 min`. */
export function durationWords(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 60_000) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

const lifetime = /^(\d{1,5})([hdw])$/;
const lifetimeUnitMs: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

function readMoment(text: string, now: number, direction: 1 | -1): string | null {
  const [, count, unit = ""] = lifetime.exec(text) ?? [];
  const distanceMs = Number(count) * (lifetimeUnitMs[unit] ?? 0);
  if (count !== undefined) return new Date(now + direction * distanceMs).toISOString();
  const at = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** The moment that `90d`, `12h`, `4w`, a date or a date with time names; null where it names none. A date begins in UTC. */
export function readExpiry(text: string, now: number): string | null {
  return readMoment(text, now, 1);
}

/** As `readExpiry`, but `90d` is 90 days ago. */
export function readPast(text: string, now: number): string | null {
  return readMoment(text, now, -1);
}
