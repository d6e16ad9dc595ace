// One line of a transform map: the connector's own, one that is edited, or one that is only shown.

import {
  ActionIcon,
  Autocomplete,
  Badge,
  Group,
  NativeSelect,
  Stack,
  Table,
  Text,
  TextInput,
} from "@mantine/core";
import { IconLock, IconTrash } from "@tabler/icons-react";
import { Fragment } from "react";
import { PropertyValue, ValueWord } from "../components/property-value.tsx";
import { type AddedLine, type MapRule, proposedName } from "./map-lines.ts";
import classes from "./map-table.module.css";

/** What a line makes of the device that is shown. */
export interface SampleLine extends MapRule {
  /** Whether a full pull has asked for the property yet. */
  readonly isStored: boolean;
  readonly isPresent: boolean;
  readonly value?: unknown;
}

/** Breaks where it has a dot, rather than within a name. */
function FieldPath({ path }: { readonly path: string }) {
  const parts = path.split(".");
  return (
    <Text span size="xs" ff="monospace" className="mono">
      {parts.map((part, index) => (
        <Fragment key={parts.slice(0, index + 1).join(".")}>
          {index > 0 && (
            <>
              .<wbr />
            </>
          )}
          {part}
        </Fragment>
      ))}
    </Text>
  );
}

interface SampleProps {
  readonly hasSample: boolean;
  /** Null where the server has not said it yet. */
  readonly sample: SampleLine | null;
}

function SampleCell({ hasSample, sample }: SampleProps) {
  if (!hasSample) return null;
  return (
    <Table.Td data-label="Sample value" className={classes.sample}>
      {sample === null && (
        <Text size="sm" c="dimmed">
          –
        </Text>
      )}
      {sample !== null && !sample.isStored && (
        <ValueWord
          word="not stored until the next full pull"
          meaning="Rollcall has not asked the source for this property yet."
        />
      )}
      {sample?.isStored && (
        <Text size="sm" component="div">
          <PropertyValue value={sample.isPresent ? sample.value : undefined} />
        </Text>
      )}
    </Table.Td>
  );
}

interface OwnRowProps extends SampleProps {
  readonly rule: MapRule & { readonly required: boolean };
}

export function OwnRow({ rule: { from, to, required }, hasSample, sample }: OwnRowProps) {
  return (
    <Table.Tr>
      <Table.Td data-label="Device property">
        <Group gap={6}>
          <IconLock size={16} role="img" aria-label="The connector's own line, which stays" />
          <FieldPath path={from} />
          {required && (
            <Badge variant="light" tt="none" radius="sm">
              required
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td data-label="Asset field">
        <FieldPath path={to} />
      </Table.Td>
      <SampleCell hasSample={hasSample} sample={sample} />
      <Table.Td className={classes.acts} />
    </Table.Tr>
  );
}

export function ShownRow({ rule, ...sample }: SampleProps & { readonly rule: MapRule }) {
  return (
    <Table.Tr>
      <Table.Td data-label="Device property">
        <FieldPath path={rule.from} />
      </Table.Td>
      <Table.Td data-label="Asset field">
        <FieldPath path={rule.to} />
      </Table.Td>
      <SampleCell {...sample} />
      <Table.Td className={classes.acts} />
    </Table.Tr>
  );
}

interface AddedRowProps extends SampleProps {
  /** Among those that are added, from 1. */
  readonly number: number;
  readonly line: AddedLine;
  readonly properties: readonly string[];
  /** Whether it has just been added, and is where the person goes on. */
  readonly isNew: boolean;
  readonly fromError?: string | undefined;
  readonly toError?: string | undefined;
  readonly onChange: (line: AddedLine) => void;
  readonly onRemove: () => void;
}

/** One function for all lines, so that React calls it when a line appears and never again. */
const focus = (input: HTMLInputElement | null): void => input?.focus();

function PropertyField({ number, line, properties, isNew, fromError, onChange }: AddedRowProps) {
  // The name follows the property until somebody gives it another.
  const change = (from: string): void => {
    const isProposed = line.name === "" || line.name === proposedName(line.from);
    onChange({ ...line, from, ...(isProposed && { name: proposedName(from) }) });
  };
  return (
    <Autocomplete
      ref={isNew ? focus : undefined}
      aria-label={`Device property of added line ${number}`}
      placeholder="e.g. manufacturer"
      data={[...properties]}
      value={line.from}
      maxLength={200}
      error={fromError}
      spellCheck={false}
      onChange={change}
    />
  );
}

function TargetField({ number, line, toError, onChange }: AddedRowProps) {
  return (
    <Stack gap={4}>
      <Group gap="xs" align="flex-start">
        <NativeSelect
          aria-label={`Kind of attribute of added line ${number}`}
          data={[
            { value: "untyped", label: "untypedAttributes" },
            { value: "typed", label: "typedAttributes" },
          ]}
          value={line.isTyped ? "typed" : "untyped"}
          onChange={({ currentTarget }) => onChange({ ...line, isTyped: currentTarget.value === "typed" })}
          style={{ flexShrink: 0 }}
        />
        <TextInput
          aria-label={`Attribute name of added line ${number}`}
          placeholder="Name"
          value={line.name}
          maxLength={100}
          error={toError}
          spellCheck={false}
          onChange={({ currentTarget }) => onChange({ ...line, name: currentTarget.value })}
          style={{ flex: "1 1 9rem" }}
        />
      </Group>
      {line.name.trim() !== "" && (
        <Text size="xs" c="dimmed">
          In a query: <span className="mono">attribute.{line.name.trim()}</span>
        </Text>
      )}
    </Stack>
  );
}

export function AddedRow(props: AddedRowProps) {
  const { number, line, hasSample, sample, onRemove } = props;
  return (
    <Table.Tr className={classes.added}>
      <Table.Td data-label="Device property">
        <PropertyField {...props} />
      </Table.Td>
      <Table.Td data-label="Asset field">
        <TargetField {...props} />
      </Table.Td>
      <SampleCell hasSample={hasSample} sample={sample} />
      <Table.Td>
        <ActionIcon
          variant="subtle"
          color="red"
          size="lg"
          aria-label={line.name === "" ? `Remove added line ${number}` : `Remove the line of ${line.name}`}
          onClick={onRemove}
        >
          <IconTrash size={18} aria-hidden />
        </ActionIcon>
      </Table.Td>
    </Table.Tr>
  );
}
