// A part of a page under a heading of its own.

import { Paper, Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";

export function Panel({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Paper withBorder p="md" component="section">
      <Stack>
        <Title order={2}>{title}</Title>
        {children}
      </Stack>
    </Paper>
  );
}
