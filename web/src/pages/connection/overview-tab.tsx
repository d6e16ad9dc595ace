// How the connection is.

export function OverviewTab() {
  return null;
}
