// The mapped fields of an asset: what the transform map makes of the device.

import { Group, Paper, SimpleGrid, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { AssetDetailView } from "../../../../src/contract/asset-detail.ts";
import { assetMapQuery } from "../../api/asset.ts";
import { joinWords } from "../../components/asset-words.ts";
import { CopyValue } from "../../components/copy-value.tsx";
import { PropertyValue } from "../../components/property-value.tsx";
import classes from "./asset-page.module.css";
import { textOf } from "./flatten.ts";
import { groupMapped, type MappedField, type MappedGroup } from "./mapped-groups.ts";

function FieldRow({ field: { path, label, value, from } }: { readonly field: MappedField }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" w="45%" pr="sm" title={path} style={{ verticalAlign: "top" }}>
        <Text size="sm" fw={500}>
          {label}
        </Text>
        {from !== null && (
          <Text size="xs" c="dimmed" fw={400}>
            from {from}
          </Text>
        )}
      </Table.Th>
      <Table.Td style={{ verticalAlign: "top" }}>
        <Group gap={4} wrap="nowrap" justify="space-between" align="flex-start">
          <Text size="sm" component="div" miw={0}>
            <PropertyValue value={value} />
            {path.endsWith(".entraDeviceTrustType") &&
              typeof value === "string" &&
              joinWords(value) !== value && (
                <Text span inherit c="dimmed">
                  {" "}
                  ({joinWords(value)})
                </Text>
              )}
          </Text>
          {/id$/i.test(path) && typeof value === "string" && (
            <CopyValue value={textOf(value)} what={`the ${label}`} />
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

function GroupCard({ group: { title, fields } }: { readonly group: MappedGroup }) {
  return (
    <Paper withBorder p="md">
      <Title order={3} size="h5" mb="xs">
        {title}
      </Title>
      <Table aria-label={title} layout="fixed" verticalSpacing={6} horizontalSpacing={0}>
        <Table.Tbody>
          {fields.map((field) => (
            <FieldRow key={field.path} field={field} />
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

export function MappedFields({ asset }: { readonly asset: AssetDetailView }) {
  const { data: map } = useQuery(assetMapQuery(asset.sources[0]?.connectionId ?? null));
  const groups = groupMapped(asset.document, map?.rules ?? []);
  return (
    <Stack component="section" aria-label="Mapped fields" gap="sm">
      <Title order={2}>Mapped fields</Title>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" className={classes.groups}>
        {groups.map((group) => (
          <GroupCard key={group.title} group={group} />
        ))}
      </SimpleGrid>
    </Stack>
  );
}
