// Users in rows.

import { ActionIcon, Badge, Group, Menu, Stack, Table, Text, VisuallyHidden } from "@mantine/core";
import { IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import type { UserView } from "../../../../src/contract/user.ts";
import { usePrincipal } from "../../api/session.ts";
import { Moment } from "../../components/moment.tsx";
import { roleWords } from "../../components/role-field.tsx";

interface RowActs {
  readonly onChange: (user: UserView) => void;
  readonly onRemove: (user: UserView) => void;
}

function RowMenu({ user, onChange, onRemove }: RowActs & { readonly user: UserView }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`What to do with ${user.name}`}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => onChange(user)}>
          Change
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={() => onRemove(user)}>
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Row({ user, isOwn, ...acts }: RowActs & { readonly user: UserView; readonly isOwn: boolean }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <Stack gap={0}>
          <Group gap={6} wrap="nowrap">
            <Text size="sm" fw={600} lineClamp={2} title={user.name}>
              {user.name}
            </Text>
            {isOwn && (
              <Badge size="sm" variant="light" tt="none" style={{ flexShrink: 0 }}>
                you
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed" lineClamp={2} title={user.email}>
            {user.email}
          </Text>
        </Stack>
      </Table.Th>
      <Table.Td>{roleWords[user.role]}</Table.Td>
      <Table.Td>{user.signIn === "password" ? "Password" : "OpenID Connect"}</Table.Td>
      <Table.Td>
        <Moment at={user.createdAt} isRelative />
      </Table.Td>
      <Table.Td ta="right">
        <RowMenu user={user} {...acts} />
      </Table.Td>
    </Table.Tr>
  );
}

export function UserTable({ users, ...acts }: RowActs & { readonly users: readonly UserView[] }) {
  const { id: ownId } = usePrincipal();
  return (
    <Table.ScrollContainer minWidth={720}>
      <Table verticalSpacing="xs" highlightOnHover layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="40%">User</Table.Th>
            <Table.Th>Role</Table.Th>
            <Table.Th>Signs in by</Table.Th>
            <Table.Th>Added</Table.Th>
            <Table.Th w={56}>
              <VisuallyHidden>Acts</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {users.map((user) => (
            <Row key={user.id} user={user} isOwn={user.id === ownId} {...acts} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
