// Its sync runs, the newest first.

export function RunsTab() {
  return null;
}
