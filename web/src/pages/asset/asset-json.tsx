// The asset as JSON: as the transform map makes it, and as the source sent the device.

import { Button, Code, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import type { AssetDetailView } from "../../../../src/contract/asset-detail.ts";
import { useCopying } from "../../components/copying.ts";

const shapes = [
  { value: "document", label: "Asset" },
  { value: "properties", label: "Device" },
] as const;
const words = {
  document: "The asset's fields, as the transform map makes them.",
  properties: "The device, as the source sent it.",
};

export function AssetJson({ asset }: { readonly asset: AssetDetailView }) {
  const [shape, setShape] = useState<(typeof shapes)[number]["value"]>("document");
  const text = JSON.stringify(asset[shape], null, 2);
  const { isCopied, copy } = useCopying(text);
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <SegmentedControl
          aria-label="What is shown as JSON"
          data={[...shapes]}
          value={shape}
          onChange={setShape}
        />
        <Button
          variant="default"
          onClick={copy}
          leftSection={isCopied ? <IconCheck size={16} /> : <IconCopy size={16} />}
        >
          {isCopied ? "Copied" : "Copy JSON"}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {words[shape]}
      </Text>
      <Code block style={{ whiteSpace: "pre-wrap" }}>
        {text}
      </Code>
    </Stack>
  );
}
