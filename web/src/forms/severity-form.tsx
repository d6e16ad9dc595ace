// Which signal of a device's posture gives its asset which severity.

import { Group, NativeSelect, NumberInput, Stack, Text } from "@mantine/core";
import type { SeverityMapBody } from "../../../src/contract/severity-map.ts";
import { severityWords } from "../components/asset-words.ts";
import { type Severities, type Signal, severities, signals, signalWords } from "./severity-words.ts";

/** While somebody types, the days may be no number. */
export type SeverityEntry = {
  readonly severities: Severities;
  readonly staleAfterDays: number | "";
};

/** What can be sent; null where the days are none. */
export function severityMapOf({ severities, staleAfterDays }: SeverityEntry): SeverityMapBody | null {
  return typeof staleAfterDays === "number" && staleAfterDays >= 1 ? { severities, staleAfterDays } : null;
}

interface SeverityFormProps {
  readonly value: SeverityEntry;
  readonly onChange: (value: SeverityEntry) => void;
  /** By field, e.g. `staleAfterDays`. */
  readonly errors?: Readonly<Record<string, string>>;
}

const choices = [
  { value: "", label: severityWords(null, "Off") },
  ...severities.map((severity) => ({ value: String(severity), label: severityWords(severity, "Off") })),
];

interface SignalFieldProps {
  readonly signal: Signal;
  readonly value: SeverityEntry;
  readonly error?: string | undefined;
  readonly onChange: (value: SeverityEntry) => void;
}

function SignalField({ signal, value, error, onChange }: SignalFieldProps) {
  const { label, meaning } = signalWords[signal];
  const choose = (text: string): void => {
    const chosen = severities.find((severity) => String(severity) === text) ?? null;
    onChange({ ...value, severities: { ...value.severities, [signal]: chosen } });
  };
  return (
    <NativeSelect
      label={label}
      description={meaning}
      data={choices}
      value={String(value.severities[signal] ?? "")}
      error={error}
      onChange={({ currentTarget }) => choose(currentTarget.value)}
    />
  );
}

export function SeverityForm({ value, onChange, errors = {} }: SeverityFormProps) {
  const daysError = severityMapOf(value) === null ? "Enter a number of days, from 1 to 3650." : undefined;
  return (
    <Stack maw={520}>
      <Text size="sm" c="dimmed">
        Where several signals apply to a device, its asset has the highest of their severities.
      </Text>
      {signals.map((signal) => (
        <SignalField
          key={signal}
          signal={signal}
          value={value}
          error={errors[`severities.${signal}`]}
          onChange={onChange}
        />
      ))}
      <Group align="flex-end">
        <NumberInput
          label="Stale after (days)"
          description="Since the last sign-in. A device that never signed in is not called stale."
          min={1}
          max={3650}
          allowDecimal={false}
          clampBehavior="strict"
          value={value.staleAfterDays}
          error={errors.staleAfterDays ?? daysError}
          onChange={(days) => onChange({ ...value, staleAfterDays: typeof days === "number" ? days : "" })}
          flex={1}
        />
      </Group>
    </Stack>
  );
}
