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
import { useRef, useState } from "react";
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

function MoveButtons({ name, columns, onChange }: ColumnLineProps) {
  const label = labelOf(name);
  const at = columns.indexOf(name);
  const buttons = useRef<HTMLDivElement>(null);
  const move = (by: -1 | 1): void => {
    // A button that can be pressed no more would lose the focus.
    const isLast = by === -1 ? at === 1 : at === columns.length - 2;
    if (isLast) buttons.current?.querySelectorAll("button")[by === -1 ? 1 : 0]?.focus();
    onChange(moved(columns, name, by));
  };
  return (
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
  );
}

type ColumnLineProps = ColumnMenuProps & { readonly name: string };

function ColumnLine({ name, columns, onChange }: ColumnLineProps) {
  const isShown = columns.includes(name);
  const toggled = isShown ? columns.filter((one) => one !== name) : [...columns, name];
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs" mih={28}>
      <Checkbox
        size="sm"
        label={labelOf(name)}
        checked={isShown}
        // It leads to the asset.
        disabled={name === "name"}
        onChange={() => onChange(toggled)}
      />
      {isShown && <MoveButtons name={name} columns={columns} onChange={onChange} />}
    </Group>
  );
}

/** One list, so that a column keeps the focus when it comes and goes. */
function ColumnList({ columns, onChange }: ColumnMenuProps) {
  const others = [...assetColumns.keys()].filter((name) => !columns.includes(name));
  return (
    <Stack gap={4}>
      <Text key="shown" size="sm" fw={600}>
        Shown, from left to right
      </Text>
      {[...columns, null, ...others].map((name) =>
        name === null ? (
          <Text key="not shown" size="sm" fw={600} mt="xs">
            Not shown
          </Text>
        ) : (
          <ColumnLine key={name} name={name} columns={columns} onChange={onChange} />
        ),
      )}
    </Stack>
  );
}

/** What is chosen stands here until it closes: the address, which has it as well, comes a moment behind. */
function ColumnChoice(props: ColumnMenuProps) {
  const [columns, setColumns] = useState(props.columns);
  const change = (changed: readonly string[]): void => {
    setColumns(changed);
    props.onChange(changed);
  };
  return (
    <>
      <ScrollArea.Autosize mah="min(26rem, 60dvh)" type="auto" offsetScrollbars tabIndex={-1}>
        <ColumnList columns={columns} onChange={change} />
      </ScrollArea.Autosize>
      <Divider my="xs" />
      <Button variant="subtle" size="compact-sm" onClick={() => change(usualColumns)}>
        The usual columns
      </Button>
    </>
  );
}

export function ColumnMenu(props: ColumnMenuProps) {
  return (
    <Popover position="bottom-end" withArrow trapFocus shadow="md" width={290}>
      <Popover.Target>
        <Button variant="default" size="xs" leftSection={<IconColumns3 size={16} aria-hidden />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <ColumnChoice {...props} />
      </Popover.Dropdown>
    </Popover>
  );
}
