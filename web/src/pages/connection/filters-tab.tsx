// Which devices are imported.

export function FiltersTab() {
  return null;
}
