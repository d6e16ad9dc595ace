// The asset as JSON: as the transform map makes it, and as the source sent the device.

import { Code, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { AssetDetailView } from "../../../../src/contract/asset-detail.ts";
import { CopyButton } from "../../components/copy-button.tsx";

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
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <SegmentedControl
          aria-label="What is shown as JSON"
          data={[...shapes]}
          value={shape}
          onChange={setShape}
        />
        <CopyButton text={text} label="Copy JSON" />
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
