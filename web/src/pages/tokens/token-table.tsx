// API tokens in rows: what each may do, until when, and whether it is used.

import { ActionIcon, Badge, Group, Stack, Table, Text, VisuallyHidden } from "@mantine/core";
import { IconClockX, IconTrash } from "@tabler/icons-react";
import { useQueries } from "@tanstack/react-query";
import type { ApiTokenView } from "../../../../src/contract/token.ts";
import { userQuery } from "../../api/access.ts";
import { Moment } from "../../components/moment.tsx";
import { roleWords } from "../../components/role-field.tsx";

/** The addresses of those who made them, as they come. */
function useMakers(tokens: readonly ApiTokenView[]): ReadonlyMap<string, string> {
  const ids = [...new Set(tokens.flatMap(({ userId }) => userId ?? []))];
  const answers = useQueries({ queries: ids.map((id) => userQuery(id)) });
  return new Map(answers.flatMap(({ data }) => (data ? [[data.value.id, data.value.email] as const] : [])));
}

function Expiry({ at }: { readonly at: string }) {
  const hasExpired = Date.parse(at) <= Date.now();
  return (
    <Stack gap={2} align="flex-start" style={{ whiteSpace: "nowrap" }}>
      <Moment at={at} />
      {hasExpired && (
        <Badge
          color="red"
          variant="light"
          tt="none"
          leftSection={<IconClockX size={12} aria-hidden />}
          style={{ flexShrink: 0 }}
        >
          Expired
        </Badge>
      )}
    </Stack>
  );
}

interface TokenTableProps {
  readonly tokens: readonly ApiTokenView[];
  readonly onRemove: (token: ApiTokenView) => void;
}

function Row({
  token,
  maker,
  onRemove,
}: Pick<TokenTableProps, "onRemove"> & { readonly token: ApiTokenView; readonly maker: string }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={600}>
        <Text size="sm" inherit lineClamp={2} title={token.name}>
          {token.name}
        </Text>
      </Table.Th>
      <Table.Td>{roleWords[token.role]}</Table.Td>
      <Table.Td>
        <Expiry at={token.expiresAt} />
      </Table.Td>
      <Table.Td>{token.lastUsedAt === null ? "Never" : <Moment at={token.lastUsedAt} isRelative />}</Table.Td>
      <Table.Td>
        <Stack gap={0}>
          <Text size="sm" lineClamp={2} title={maker}>
            {maker}
          </Text>
          <Text size="sm" c="dimmed" component="div">
            <Moment at={token.createdAt} isRelative />
          </Text>
        </Stack>
      </Table.Td>
      <Table.Td>
        <Group justify="flex-end">
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={`Remove ${token.name}`}
            onClick={() => onRemove(token)}
          >
            <IconTrash size={18} />
          </ActionIcon>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

export function TokenTable({ tokens, onRemove }: TokenTableProps) {
  const makers = useMakers(tokens);
  return (
    <Table.ScrollContainer minWidth={900}>
      <Table verticalSpacing="xs" highlightOnHover layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="26%">Name</Table.Th>
            <Table.Th>Role</Table.Th>
            <Table.Th w={190}>Expires</Table.Th>
            <Table.Th>Last used</Table.Th>
            <Table.Th w="24%">Made by</Table.Th>
            <Table.Th w={56}>
              <VisuallyHidden>Acts</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tokens.map((token) => (
            <Row
              key={token.id}
              token={token}
              maker={
                token.userId === null ? "The server's own machine" : (makers.get(token.userId) ?? "A user")
              }
              onRemove={onRemove}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
