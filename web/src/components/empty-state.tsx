// Where there is nothing to show: says so, and what to do next.

import { Stack, Text, ThemeIcon } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

interface EmptyStateProps {
  readonly icon: Icon;
  readonly title: string;
  readonly children?: ReactNode;
  /** A button or link that leads on. */
  readonly action?: ReactNode;
}

export function EmptyState({ icon: Sign, title, children, action }: EmptyStateProps) {
  return (
    <Stack align="center" gap="sm" py={64} px="md" ta="center">
      <ThemeIcon size={56} radius="xl" variant="light" aria-hidden>
        <Sign size={30} stroke={1.5} />
      </ThemeIcon>
      <Text fw={600} size="lg">
        {title}
      </Text>
      {children !== undefined && (
        <Text c="dimmed" maw={520}>
          {children}
        </Text>
      )}
      {action}
    </Stack>
  );
}
