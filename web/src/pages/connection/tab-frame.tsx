// What each tab of settings has around it: its heading, a sentence on what it is for, and waiting or failing to read it.

import { Skeleton, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { ProblemAlert } from "../../components/problem-alert.tsx";

interface TabFrameProps {
  readonly title: string;
  readonly lead: ReactNode;
  readonly error: Error | null;
  readonly onRetry: () => void;
  /** Null while it is read. */
  readonly children: ReactNode;
}

export function TabFrame({ title, lead, error, onRetry, children }: TabFrameProps) {
  return (
    <Stack gap="lg" pt="sm">
      <Stack gap={4}>
        <Title order={2}>{title}</Title>
        <Text size="sm" c="dimmed" maw={820} component="div">
          {lead}
        </Text>
      </Stack>
      {error !== null && (
        <ProblemAlert error={error} title="It cannot be shown as it is now." onRetry={onRetry} />
      )}
      {children ??
        (error === null && (
          <Stack gap="xs" role="status" aria-label="Loading">
            <Skeleton h={36} />
            <Skeleton h={36} />
            <Skeleton h={36} />
          </Stack>
        ))}
    </Stack>
  );
}

export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Stack gap="sm" component="section" aria-label={title}>
      <Title order={3} size="h5">
        {title}
      </Title>
      {children}
    </Stack>
  );
}
