// Whether the settings have passed the connection test, and what to do where they have not.

import { Group, Text, ThemeIcon } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCircleDashed, IconClock } from "@tabler/icons-react";
import type { TestStanding } from "./use-test-pass.ts";

const looks = {
  none: { color: "gray", icon: IconCircleDashed, words: "Not tested yet." },
  passed: { color: "green", icon: IconCheck, words: "The test has passed with these settings." },
  changed: {
    color: "yellow",
    icon: IconAlertTriangle,
    words: "The settings have changed since the test passed. Test them again.",
  },
  over: {
    color: "yellow",
    icon: IconClock,
    words: "The test passed more than 15 minutes ago. Test the settings again.",
  },
} as const;

export function StandingLine({ standing }: { readonly standing: TestStanding }) {
  const { color, icon: Sign, words } = looks[standing];
  return (
    <Group gap="xs" wrap="nowrap" role="status">
      <ThemeIcon size={24} radius="xl" variant="light" color={color} aria-hidden>
        <Sign size={16} />
      </ThemeIcon>
      <Text size="sm">{words}</Text>
    </Group>
  );
}
