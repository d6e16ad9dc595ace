// Chooses which columns the table has, and their order.

import {
  ActionIcon,
  Button,
  Checkbox,
  Divider,
  Group,
  Popover,
  ScrollArea,
  Stack,
  Text,
} from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconColumns3 } from "@tabler/icons-react";
import { useRef } from "react";
import { usualColumns } from "../search-address.ts";
import { assetColumns } from "./columns.tsx";

interface ColumnMenuProps {
  readonly columns: readonly string[];
  readonly onChange: (columns: readonly string[]) => void;
}

const labelOf = (name: string): string => assetColumns.get(name)?.label ?? name;

function moved(columns: readonly string[], name: string, by: -1 | 1): readonly string[] {
  const from = columns.indexOf(name);
  return columns.with(from, columns[from + by] ?? name).with(from + by, name);
}

function ShownColumn({ name, columns, onChange }: ColumnMenuProps & { readonly name: string }) {
  const label = labelOf(name);
  const at = columns.indexOf(name);
  const buttons = useRef<HTMLDivElement>(null);
  // A button that can be pressed no more would lose the focus.
  const move = (by: -1 | 1): void => {
    const isLast = by === -1 ? at === 1 : at === columns.length - 2;
    if (isLast) buttons.current?.querySelectorAll("button")[by === -1 ? 1 : 0]?.focus();
    onChange(moved(columns, name, by));
  };
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <Checkbox
        size="sm"
        label={label}
        checked
        // It leads to the asset.
        disabled={name === "name"}
        onChange={() => onChange(columns.filter((one) => one !== name))}
      />
      <Group gap={2} wrap="nowrap" ref={buttons}>
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={at === 0}
          aria-label={`Move ${label} up`}
          onClick={() => move(-1)}
        >
          <IconArrowUp size={16} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={at === columns.length - 1}
          aria-label={`Move ${label} down`}
          onClick={() => move(1)}
        >
          <IconArrowDown size={16} />
        </ActionIcon>
      </Group>
    </Group>
  );
}

function ColumnList({ columns, onChange }: ColumnMenuProps) {
  const others = [...assetColumns.keys()].filter((name) => !columns.includes(name));
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600}>
        Shown, from left to right
      </Text>
      {columns.map((name) => (
        <ShownColumn key={name} name={name} columns={columns} onChange={onChange} />
      ))}
      {others.length > 0 && (
        <>
          <Divider my={4} />
          <Text size="sm" fw={600}>
            Not shown
          </Text>
        </>
      )}
      {others.map((name) => (
        <Checkbox
          key={name}
          size="sm"
          label={labelOf(name)}
          checked={false}
          onChange={() => onChange([...columns, name])}
        />
      ))}
    </Stack>
  );
}

export function ColumnMenu({ columns, onChange }: ColumnMenuProps) {
  return (
    <Popover position="bottom-end" withArrow trapFocus shadow="md" width={290}>
      <Popover.Target>
        <Button variant="default" size="xs" leftSection={<IconColumns3 size={16} aria-hidden />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <ScrollArea.Autosize mah="min(26rem, 60dvh)" type="auto" offsetScrollbars tabIndex={-1}>
          <ColumnList columns={columns} onChange={onChange} />
        </ScrollArea.Autosize>
        <Divider my="xs" />
        <Button variant="subtle" size="compact-sm" onClick={() => onChange(usualColumns)}>
          The usual columns
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
