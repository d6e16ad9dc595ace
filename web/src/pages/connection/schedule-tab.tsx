// When it runs by itself.

export function ScheduleTab() {
  return null;
}
