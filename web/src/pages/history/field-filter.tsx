// Asks for the changes of one field; taken over when the typing is done.

import { Autocomplete } from "@mantine/core";

interface FieldFilterProps {
  readonly value: string;
  /** Fields to choose from. */
  readonly known: readonly string[];
  readonly onChange: (field: string) => void;
}

const usual = ["displayName", "isCompliant", "isManaged", "lifecycle.state", "operatingSystemVersion"];

export function FieldFilter({ value, known, onChange }: FieldFilterProps) {
  const take = (text: string): void => {
    if (text.trim() !== value) onChange(text.trim());
  };
  return (
    <Autocomplete
      // Typing is nobody else's business until it is done.
      key={value}
      label="Field"
      placeholder="Any field"
      defaultValue={value}
      data={[...new Set([...usual, ...known])].toSorted()}
      maxLength={500}
      clearable
      onOptionSubmit={take}
      onClear={() => take("")}
      onBlur={(event) => take(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") take(event.currentTarget.value);
      }}
    />
  );
}
