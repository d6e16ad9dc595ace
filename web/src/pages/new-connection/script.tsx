// A script to be copied, and what it leaves behind.

import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useCopying } from "../../components/copying.ts";

interface ScriptProps {
  readonly label: string;
  readonly text: string;
}

export function Script({ label, text }: ScriptProps) {
  const { isCopied, copy } = useCopying(text);
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>
          {label}
        </Text>
        <Button
          size="xs"
          variant="default"
          leftSection={isCopied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          onClick={copy}
        >
          {isCopied ? "Copied" : "Copy"}
        </Button>
      </Group>
      <Code block fz="xs" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {text}
      </Code>
      <Text size="sm" c="dimmed">
        It prints the tenant ID, the client ID and the secret’s value. The secret stays on the terminal’s
        screen: close it afterwards.
      </Text>
    </Stack>
  );
}
