// A script to be copied, and what it leaves behind.

import { Code, Group, Stack, Text } from "@mantine/core";
import { CopyButton } from "../../components/copy-button.tsx";

interface ScriptProps {
  readonly label: string;
  readonly text: string;
}

export function Script({ label, text }: ScriptProps) {
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>
          {label}
        </Text>
        <CopyButton text={text} label="Copy" size="xs" />
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
