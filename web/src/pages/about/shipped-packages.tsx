// Whose work is shipped with Rollcall, by name and licence.

import { Loader, Stack, Table, Text, TextInput, Title } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { packagesQuery, type ShippedPackage } from "../../api/health.ts";
import { counted } from "../../components/moment-words.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";

function PackageTable({ packages }: { readonly packages: readonly ShippedPackage[] }) {
  return (
    <Table.ScrollContainer
      minWidth={480}
      maxHeight={480}
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
    >
      <Table stickyHeader verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Package</Table.Th>
            <Table.Th>Version</Table.Th>
            <Table.Th>Licence</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {packages.map(({ name, version, licence }) => (
            <Table.Tr key={`${name} ${version}`}>
              <Table.Td>{name}</Table.Td>
              <Table.Td>{version}</Table.Td>
              <Table.Td>{licence}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Packages({ packages }: { readonly packages: readonly ShippedPackage[] }) {
  const [sought, setSought] = useState("");
  const word = sought.trim().toLowerCase();
  const fitting = packages.filter(({ name, licence }) => `${name} ${licence}`.toLowerCase().includes(word));
  return (
    <>
      <TextInput
        label="Find a package or a licence"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={sought}
        onChange={(event) => setSought(event.currentTarget.value)}
        maw={360}
      />
      <Text size="sm" c="dimmed" role="status">
        {fitting.length === packages.length
          ? counted(packages.length, "package")
          : `${fitting.length} of ${counted(packages.length, "package")}`}
      </Text>
      {fitting.length > 0 && <PackageTable packages={fitting} />}
    </>
  );
}

export function ShippedPackages() {
  const { data, error, refetch } = useQuery(packagesQuery);
  return (
    <Stack gap="xs">
      <Title order={2}>Made with the work of others</Title>
      {error !== null && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loader size="sm" aria-label="Loading" />}
      {data !== undefined && <Packages packages={data} />}
    </Stack>
  );
}
