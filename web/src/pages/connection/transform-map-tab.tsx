// Which device property feeds which asset field.

export function TransformMapTab() {
  return null;
}
