// Which signal of a device's posture gives which severity.

export function SeverityTab() {
  return null;
}
