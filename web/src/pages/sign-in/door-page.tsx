// The frame of pages for whoever is not signed in.

import { Box, Center, Group, Paper, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

export function DoorPage({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Center component="main" mih="100vh" p="md">
      <title>{`${title} · Rollcall`}</title>
      <Box w="100%" maw={420}>
        <Group gap="sm" mb="lg" justify="center">
          <img src="/mark.svg" width={36} height={36} alt="" />
          <Text fw={700} size="xl">
            Rollcall
          </Text>
        </Group>
        <Paper withBorder shadow="sm" p="xl">
          <Title order={1} mb="md">
            {title}
          </Title>
          {children}
        </Paper>
      </Box>
    </Center>
  );
}
