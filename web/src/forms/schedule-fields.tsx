// When a connection runs by itself: its fields, what they mean in words, and the next runs that follow.

import { Alert, Checkbox, Group, NativeSelect, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ScheduleBody } from "../../../src/contract/schedule.ts";
import { fieldErrors } from "../api/problem.ts";
import { schedulePreviewQuery } from "../api/schedules.ts";
import type { FieldErrors } from "./entered-settings.ts";
import { newSchedule, type ScheduleKind, scheduleKinds, weekdayLabels, withKind } from "./new-schedule.ts";
import { ScheduleSummary } from "./schedule-summary.tsx";
import { TimeZoneField } from "./time-zone-field.tsx";

interface ScheduleFieldsProps {
  /** Null: it runs by hand alone. */
  readonly value: ScheduleBody | null;
  readonly onChange: (value: ScheduleBody | null) => void;
  /** Of a save that was refused, by the names of the request's fields, e.g. `schedule.timeZone`. */
  readonly errors?: FieldErrors;
}

interface PartProps {
  readonly schedule: ScheduleBody;
  readonly onChange: (value: ScheduleBody) => void;
  /** By the schedule's own fields, e.g. `timeZone`. */
  readonly errors: FieldErrors;
}

/** What it is, where it is typed, what to know, what is wrong. */
const order: ("label" | "input" | "description" | "error")[] = ["label", "input", "description", "error"];

const everyHours = Array.from({ length: 24 }, (_, index) => ({
  value: String(index + 1),
  label: index === 0 ? "Every hour" : `Every ${index + 1} hours`,
}));

function RhythmField({ schedule, onChange, errors }: PartProps) {
  switch (schedule.kind) {
    case "daily":
      return null;
    case "hourly":
      return (
        <NativeSelect
          label="How often"
          data={everyHours}
          value={String(schedule.everyHours)}
          onChange={({ currentTarget }) => onChange({ ...schedule, everyHours: Number(currentTarget.value) })}
          error={errors.everyHours}
        />
      );
    case "weekly":
      return (
        <Checkbox.Group
          label="On"
          value={schedule.days}
          onChange={(days) => onChange({ ...schedule, days })}
          error={errors.days}
        >
          <Group gap="sm" mt={4}>
            {weekdayLabels.map(({ value, label }) => (
              <Checkbox key={value} value={value} label={label} />
            ))}
          </Group>
        </Checkbox.Group>
      );
    case "cron":
      return (
        <TextInput
          label="Cron text"
          description="Minute, hour, day of the month, month, day of the week: 0 6 * * 1-5 is 06:00 from Monday to Friday."
          inputWrapperOrder={order}
          value={schedule.cron}
          onChange={({ currentTarget }) => onChange({ ...schedule, cron: currentTarget.value })}
          error={errors.cron}
          spellCheck={false}
        />
      );
  }
}

function TimeOfDayField({ schedule, onChange, errors }: PartProps) {
  if (schedule.kind !== "daily" && schedule.kind !== "weekly") return null;
  return (
    <TextInput
      label="Time of the day"
      description="The time of the start where it is left empty."
      inputWrapperOrder={order}
      type="time"
      value={schedule.at ?? ""}
      onChange={({ currentTarget: { value } }) =>
        onChange({ ...schedule, at: value === "" ? undefined : value })
      }
      error={errors.at}
    />
  );
}

function SpanFields({ schedule, onChange, errors }: PartProps) {
  return (
    <>
      <TextInput
        label="Starts"
        type="datetime-local"
        max="9999-12-30T23:59"
        value={schedule.start}
        onChange={({ currentTarget }) => onChange({ ...schedule, start: currentTarget.value })}
        error={schedule.start === "" ? "Enter a date and a time." : errors.start}
        required
      />
      <TextInput
        label="Ends"
        description="Five years after the start where it is left empty."
        inputWrapperOrder={order}
        type="datetime-local"
        max="9999-12-30T23:59"
        value={schedule.end ?? ""}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...schedule, end: value === "" ? undefined : value })
        }
        error={errors.end}
      />
    </>
  );
}

/** `schedule.timeZone` is `timeZone` here. */
function ownErrors(errors: FieldErrors): FieldErrors {
  const own = Object.entries(errors).filter(([field]) => field.startsWith("schedule."));
  return Object.fromEntries(own.map(([field, reason]) => [field.slice("schedule.".length), reason]));
}

/** What the server says of the schedule as it is typed; null where there is nothing to ask. */
function usePreview(value: ScheduleBody | null) {
  const [settled] = useDebouncedValue(value, 300);
  const asked = settled !== null && settled.start !== "" ? settled : null;
  const { data, error, refetch, isPlaceholderData } = useQuery(schedulePreviewQuery(asked));
  return { preview: data, error, refetch, isOld: isPlaceholderData || settled !== value };
}

export function ScheduleFields({ value, onChange, errors = {} }: ScheduleFieldsProps) {
  // Whoever goes back from "only by hand" finds what was there.
  const [last, setLast] = useState(() => value ?? newSchedule(new Date()));
  const { preview, error, refetch, isOld } = usePreview(value);
  const change = (changed: ScheduleBody): void => {
    setLast(changed);
    onChange(changed);
  };
  const choose = (kind: ScheduleKind): void =>
    kind === "by_hand" ? onChange(null) : change(withKind(value ?? last, kind));
  const refused = ownErrors({ ...errors, ...(!isOld && fieldErrors(error)) });
  const part = value && { schedule: value, onChange: change, errors: refused };
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NativeSelect
          label="Occurs"
          data={[...scheduleKinds]}
          value={value?.kind ?? "by_hand"}
          onChange={({ currentTarget }) => choose(currentTarget.value as ScheduleKind)}
        />
        {part && <RhythmField {...part} />}
        {part && <TimeOfDayField {...part} />}
        {part && <SpanFields {...part} />}
        {part && <TimeZoneField {...part} />}
      </SimpleGrid>
      {value === null ? (
        <Alert color="gray">
          <Text size="sm">It runs when somebody presses “Run now”, and never by itself.</Text>
        </Alert>
      ) : (
        value.start !== "" && (
          <ScheduleSummary preview={preview} error={error} isOld={isOld} onRetry={refetch} />
        )
      )}
    </Stack>
  );
}
