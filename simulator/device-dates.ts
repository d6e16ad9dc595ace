// Dates of simulated devices: counted from a fixed day, never from the wall clock, so a seed means one tenant for ever.

const firstDay = Date.UTC(2016, 0, 1);
const dayMilliseconds = 86_400_000;

/** The day on which every simulated tenant was made, as days since 2016-01-01. */
export const tenantDay = Math.round((Date.UTC(2026, 9, 1) - firstDay) / dayMilliseconds);

/** The .NET zero date, which Graph is known to hand out in place of null. */
export const zeroDate = '"0001-01-01T00:00:00Z"';

const dayTexts = Array.from({ length: 8000 }, (_, day) =>
  new Date(firstDay + day * dayMilliseconds).toISOString().slice(0, 10),
);
const two = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, "0"));
const minuteTexts = Array.from({ length: 1440 }, (_, minute) => {
  const hour = Math.floor(minute / 60);
  return `${two[hour] ?? ""}:${two[minute % 60] ?? ""}:`;
});

/** JSON text of a moment: a day since 2016-01-01 and a second within it. */
export function dateText(day: number, second: number): string {
  const minute = Math.floor(second / 60);
  return `"${dayTexts[day] ?? ""}T${minuteTexts[minute] ?? ""}${two[second % 60] ?? ""}Z"`;
}

/** Days for which the deleted items keep a device (concept-soft-delete-devices). */
const daysKept = 30;

/** The day on which a device was deleted that lay in the deleted items from the start. */
export function deletedDay(index: number): number {
  return tenantDay - (index % daysKept);
}
