// Every property of the device as the source sent it, to be searched.

import { Group, Stack, Table, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import type { AssetDetailView } from "../../../../src/contract/asset-detail.ts";
import { CopyValue } from "../../components/copy-value.tsx";
import { counted } from "../../components/moment-words.ts";
import { PropertyValue } from "../../components/property-value.tsx";
import { flatten, type Leaf, searchLeaves, textOf } from "./flatten.ts";

function PropertyRow({ leaf: { path, value } }: { readonly leaf: Leaf }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" w="40%" style={{ verticalAlign: "top" }}>
        <Text size="sm" fw={500}>
          {path}
        </Text>
      </Table.Th>
      <Table.Td>
        <Group gap={4} wrap="nowrap" justify="space-between" align="flex-start">
          <Text size="sm" component="div" miw={0}>
            <PropertyValue value={value} />
          </Text>
          <CopyValue value={textOf(value)} what={path} />
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

/** `extensionAttribute2` is before `extensionAttribute10`. */
const inOrder = new Intl.Collator("en", { numeric: true });

export function AllProperties({ asset }: { readonly asset: AssetDetailView }) {
  const [text, setText] = useState("");
  const every = flatten(asset.properties).toSorted((one, other) => inOrder.compare(one.path, other.path));
  const found = searchLeaves(every, text);
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="flex-end" gap="sm">
        <TextInput
          label="Search properties"
          placeholder="A name or a value"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          flex="1 1 16rem"
          maw={420}
        />
        <Text size="sm" c="dimmed" role="status">
          {found.length === every.length
            ? counted(every.length, "property", "properties")
            : `${found.length} of ${counted(every.length, "property", "properties")}`}
        </Text>
      </Group>
      <Text size="sm" c="dimmed">
        As the source sent them. A property that is not listed is absent, which is not the same as null.
      </Text>
      <Table aria-label="All properties" layout="fixed" verticalSpacing={6}>
        <Table.Tbody>
          {found.map((leaf) => (
            <PropertyRow key={leaf.path} leaf={leaf} />
          ))}
        </Table.Tbody>
      </Table>
      {found.length === 0 && <Text>No property has this in its name or value.</Text>}
    </Stack>
  );
}
