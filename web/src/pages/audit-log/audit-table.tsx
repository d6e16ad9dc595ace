// The entries of the audit log in rows.

import { Anchor, Group, Stack, Table, Text, ThemeIcon } from "@mantine/core";
import { IconBan } from "@tabler/icons-react";
import type { AuditEntryView } from "../../../../src/contract/audit-entry.ts";
import { Moment } from "../../components/moment.tsx";
import { actionWords, isRefusal } from "./action-words.ts";
import { AuditTarget } from "./audit-target.tsx";
import { principalWords } from "./principal-words.ts";

interface AuditTableProps {
  readonly entries: readonly AuditEntryView[];
  readonly onPrincipal: (id: string) => void;
}

/** What is told elsewhere in the row, or to nobody's use. */
const untold: readonly string[] = ["status", "address"];

function Details({ details }: Pick<AuditEntryView, "details">) {
  const told = Object.entries(details).filter(([name, value]) => value !== null && !untold.includes(name));
  return (
    <Stack gap={0}>
      {told.map(([name, value]) => (
        <Text key={name} size="sm">
          {name === "code" ? String(value) : `${name}: ${String(value)}`}
        </Text>
      ))}
      {details.address !== undefined && (
        <Text size="sm" c="dimmed">
          from {details.address}
        </Text>
      )}
    </Stack>
  );
}

function Action({ action }: Pick<AuditEntryView, "action">) {
  return (
    <Group gap={6} wrap="nowrap" align="flex-start" title={action}>
      {isRefusal(action) && (
        <ThemeIcon size="sm" variant="light" color="red" aria-hidden>
          <IconBan size={14} />
        </ThemeIcon>
      )}
      <Text size="sm" fw={600}>
        {actionWords(action)}
      </Text>
    </Group>
  );
}

function Who({
  principal,
  onPrincipal,
}: Pick<AuditEntryView, "principal"> & Pick<AuditTableProps, "onPrincipal">) {
  const words = principalWords(principal);
  if (principal.id === "")
    return (
      <Text size="sm" c="dimmed">
        {words}
      </Text>
    );
  return (
    <Anchor
      component="button"
      type="button"
      size="sm"
      ta="left"
      lineClamp={2}
      title={`${words}\nShow only this`}
      onClick={() => onPrincipal(principal.id)}
    >
      {words}
    </Anchor>
  );
}

export function AuditTable({ entries, onPrincipal }: AuditTableProps) {
  return (
    <Table.ScrollContainer minWidth={960}>
      <Table verticalSpacing="xs" highlightOnHover layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={190}>When</Table.Th>
            <Table.Th w="24%">Who</Table.Th>
            <Table.Th>What</Table.Th>
            <Table.Th w="20%">To what</Table.Th>
            <Table.Th w="19%">Details</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map(({ id, at, principal, action, target, details }) => (
            <Table.Tr key={id}>
              <Table.Td style={{ whiteSpace: "nowrap" }}>
                <Moment at={at} />
              </Table.Td>
              <Table.Td>
                <Who principal={principal} onPrincipal={onPrincipal} />
              </Table.Td>
              <Table.Td>
                <Action action={action} />
              </Table.Td>
              <Table.Td>{target !== null && <AuditTarget target={target} />}</Table.Td>
              <Table.Td>
                <Details details={details} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
