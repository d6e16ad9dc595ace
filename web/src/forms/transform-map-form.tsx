// The lines of a transform map: the connector's own, which stay, and those that are added.

import { Button, Group, Stack, Table, Text, VisuallyHidden } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { type AddedLine, emptyLine, type MapRule, ruleOf } from "./map-lines.ts";
import { AddedRow, OwnRow, type SampleLine, ShownRow } from "./map-rows.tsx";
import tableClasses from "./map-table.module.css";

export interface MapSample {
  /** The device's name, or what else it goes by. */
  readonly name: string;
  readonly lines: readonly SampleLine[];
}

interface TransformMapFormProps {
  /** The connector's own lines. */
  readonly own: readonly (MapRule & { readonly required: boolean })[];
  /** What can be chosen from; any other path can be typed. */
  readonly properties: readonly string[];
  readonly value: readonly AddedLine[];
  readonly onChange: (lines: readonly AddedLine[]) => void;
  /** By key and field, e.g. `KEY.from`. */
  readonly errors?: Readonly<Record<string, string>>;
  /** What the map makes of a stored device; null where no device is stored. */
  readonly sample?: MapSample | null;
  /** For whoever may not change it. */
  readonly isReadOnly?: boolean;
}

type RowsProps = TransformMapFormProps & { readonly newKey: string | null };

function Rows({ own, properties, value, onChange, errors = {}, sample, isReadOnly, newKey }: RowsProps) {
  const hasSample = sample !== undefined && sample !== null;
  const sampleOf = (rule: MapRule): SampleLine | null =>
    sample?.lines.find(({ from, to }) => from === rule.from && to === rule.to) ?? null;
  return (
    <Table.Tbody>
      {own.map((rule) => (
        <OwnRow key={rule.to} rule={rule} hasSample={hasSample} sample={sampleOf(rule)} />
      ))}
      {value.map((line, index) =>
        isReadOnly ? (
          <ShownRow
            key={line.key}
            rule={ruleOf(line)}
            hasSample={hasSample}
            sample={sampleOf(ruleOf(line))}
          />
        ) : (
          <AddedRow
            key={line.key}
            number={index + 1}
            line={line}
            properties={properties}
            isNew={line.key === newKey}
            fromError={errors[`${line.key}.from`]}
            toError={errors[`${line.key}.to`]}
            hasSample={hasSample}
            sample={sampleOf(ruleOf(line))}
            onChange={(changed) => onChange(value.map((one) => (one.key === line.key ? changed : one)))}
            onRemove={() => onChange(value.filter(({ key }) => key !== line.key))}
          />
        ),
      )}
    </Table.Tbody>
  );
}

export function TransformMapForm(props: TransformMapFormProps) {
  const { value, onChange, sample, isReadOnly = false } = props;
  const [newKey, setNewKey] = useState<string | null>(null);
  const add = (): void => {
    const line = emptyLine();
    setNewKey(line.key);
    onChange([...value, line]);
  };
  return (
    <Stack gap="sm">
      <Table className={tableClasses.table} aria-label="Lines of the transform map">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="27%">Device property</Table.Th>
            <Table.Th>Asset field</Table.Th>
            {sample && <Table.Th w="26%">Value of {sample.name}</Table.Th>}
            <Table.Th w={52}>
              <VisuallyHidden>Remove</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Rows {...props} newKey={newKey} />
      </Table>
      {sample && (
        <Text size="xs" c="dimmed">
          Absent: the device does not have the property. Null: it has it, without a value. Neither is false.
        </Text>
      )}
      {!isReadOnly && (
        <Group>
          <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={add}>
            Add a line
          </Button>
        </Group>
      )}
    </Stack>
  );
}
