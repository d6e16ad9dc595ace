// What a device has under a property: absent, null, false and an empty text are told apart.

import { Badge, Code, Text } from "@mantine/core";

interface DeviceValueProps {
  /** False: the device does not have the property. */
  readonly isPresent: boolean;
  readonly value: unknown;
}

interface WordProps {
  readonly word: string;
  readonly meaning: string;
}

/** Where there is no value that could be shown itself. */
export function ValueWord({ word, meaning }: WordProps) {
  return (
    <Badge
      variant="default"
      tt="none"
      radius="sm"
      fw={500}
      h="auto"
      title={meaning}
      styles={{ label: { whiteSpace: "normal", overflow: "visible" } }}
    >
      {word}
    </Badge>
  );
}

export function DeviceValue({ isPresent, value }: DeviceValueProps) {
  if (!isPresent) return <ValueWord word="absent" meaning="The device does not have this property." />;
  if (value === null)
    return <ValueWord word="null" meaning="The device has this property, without a value." />;
  if (value === "")
    return <ValueWord word="empty text" meaning="The device has a text with no characters." />;
  if (typeof value === "string")
    return (
      <Text size="sm" span>
        {value}
      </Text>
    );
  return <Code>{JSON.stringify(value)}</Code>;
}
