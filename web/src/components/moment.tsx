// Moments in the person's own zone, with UTC on hover; and how long ago they were.

import { Text } from "@mantine/core";
import { ago, localTime, utcTime } from "./moment-words.ts";

interface MomentProps {
  /** ISO 8601. */
  readonly at: string;
  /** "3 hours ago" in place of the date; the date is on hover then, too. */
  readonly isRelative?: boolean;
}

export function Moment({ at, isRelative = false }: MomentProps) {
  const local = localTime(at);
  const utc = utcTime(at);
  return (
    <Text component="time" inherit dateTime={at} title={isRelative ? `${local}\n${utc}` : utc}>
      {isRelative ? ago(at, Date.now()) : local}
    </Text>
  );
}
