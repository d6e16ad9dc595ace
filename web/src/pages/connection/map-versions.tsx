// Every transform map that the connection had, and what each changed.

import { Badge, Code, Group, List, Stack, Table, Text } from "@mantine/core";
import { type MapVersion, mapVersionsKey, mapVersionsPath } from "../../api/transform-maps.ts";
import { useListing } from "../../api/use-listing.ts";
import { Disclosure } from "../../components/disclosure.tsx";
import { ListingFrame } from "../../components/listing-frame.tsx";
import { Moment } from "../../components/moment.tsx";
import { changeOf, type MapRule } from "../../forms/map-lines.ts";

interface MapVersionsProps {
  readonly id: number;
  readonly present: number;
  readonly ownRules: number;
}

function Change({
  version,
  before,
}: {
  readonly version: MapVersion;
  readonly before: MapVersion | undefined;
}) {
  if (version.version === 1) return <Text size="sm">The connector’s own lines.</Text>;
  if (before === undefined)
    return (
      <Text size="sm" c="dimmed">
        Show more to see what it changed.
      </Text>
    );
  const { added, removed } = changeOf(before.rules, version.rules);
  const line = (sign: string, { from, to }: MapRule) => (
    <List.Item key={`${sign}${to}`}>
      {sign} <Code>{from}</Code> → <Code>{to}</Code>
    </List.Item>
  );
  if (added.length + removed.length === 0) return <Text size="sm">The order of its lines.</Text>;
  return (
    <List size="sm" listStyleType="none">
      {added.map((rule) => line("Added", rule))}
      {removed.map((rule) => line("Removed", rule))}
    </List>
  );
}

function Versions({ id, present, ownRules }: MapVersionsProps) {
  const listing = useListing<MapVersion>(mapVersionsKey(id), mapVersionsPath(id), {}, 20);
  return (
    <ListingFrame listing={listing} empty={<Text size="sm">There is no version.</Text>}>
      <Table.ScrollContainer minWidth={560}>
        <Table aria-label="Versions of the transform map" verticalSpacing="xs">
          <Table.Thead style={{ whiteSpace: "nowrap" }}>
            <Table.Tr>
              <Table.Th>Version</Table.Th>
              <Table.Th>Since</Table.Th>
              <Table.Th>Added lines</Table.Th>
              <Table.Th>What it changed</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {listing.items.map((version, index) => (
              <Table.Tr key={version.version}>
                <Table.Td>
                  <Group gap="xs">
                    {version.version}
                    {version.version === present && (
                      <Badge variant="light" tt="none" radius="sm">
                        in use
                      </Badge>
                    )}
                  </Group>
                </Table.Td>
                <Table.Td>
                  <Moment at={version.createdAt} />
                </Table.Td>
                <Table.Td>{version.rules.length - ownRules}</Table.Td>
                <Table.Td>
                  <Change version={version} before={listing.items[index + 1]} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </ListingFrame>
  );
}

export function MapVersions(props: MapVersionsProps) {
  return (
    <Stack gap="xs">
      <Disclosure label={`Versions of this map (${props.present})`}>
        <Versions {...props} />
      </Disclosure>
    </Stack>
  );
}
