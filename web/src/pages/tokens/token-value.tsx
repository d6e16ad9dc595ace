// A token's value, shown this once, and how it is sent.

import { Alert, Button, Code, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { useBeforeUnload } from "react-router";
import type { CreatedApiTokenView } from "../../../../src/contract/token.ts";
import { copyText } from "../../components/copying.ts";

interface TokenValueProps {
  readonly made: CreatedApiTokenView;
  readonly onCopied: () => void;
}

export function TokenValue({ made, onCopied }: TokenValueProps) {
  const [copying, setCopying] = useState<"not yet" | "done" | "refused">("not yet");
  useBeforeUnload((event) => event.preventDefault());
  const copy = async (): Promise<void> => {
    if (await copyText(made.value)) {
      setCopying("done");
      onCopied();
    } else setCopying("refused");
  };
  return (
    <Stack>
      <Alert color="orange" icon={<IconAlertTriangle />} title="It is shown this once">
        Copy it now to where the program keeps its secrets. Rollcall has only its hash.
      </Alert>
      <Group align="flex-end" gap="xs">
        <TextInput
          label={`Value of ${made.name}`}
          value={made.value}
          readOnly
          flex="1 1 14rem"
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button
          leftSection={copying === "done" ? <IconCheck size={18} /> : <IconCopy size={18} />}
          onClick={() => void copy()}
          data-autofocus
        >
          {copying === "done" ? "Copied" : "Copy"}
        </Button>
      </Group>
      {copying === "refused" && (
        <Text size="sm" role="alert">
          The browser does not let this page copy: select the value and copy it by hand.
        </Text>
      )}
      <Text size="sm" c="dimmed">
        A program sends it with each request as <Code>Authorization: Bearer …</Code>
      </Text>
    </Stack>
  );
}
