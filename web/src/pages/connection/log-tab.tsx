// What its runs told.

export function LogTab() {
  return null;
}
