// Until when a new token is good: some days, or the end of a day.

export const expiryChoices = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
  { value: "date", label: "A date" },
] as const;

const dayMs = 86_400_000;

/** A local day, as a date input has it, e.g. `2026-12-31`. */
export function dayOf(at: number): string {
  const date = new Date(at);
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** ISO 8601; null where no day is given, or one that is over. */
export function expiryOf(choice: string, day: string, now: number): string | null {
  if (choice !== "date") return new Date(now + Number(choice) * dayMs).toISOString();
  // The day's end where the person is.
  const end = new Date(`${day}T23:59:59.999`);
  return Number.isNaN(end.getTime()) || end.getTime() <= now ? null : end.toISOString();
}
