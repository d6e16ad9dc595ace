// The time zone of a schedule: chosen by typing a part of its name, or typed in full.

import { Autocomplete, type OptionsFilter } from "@mantine/core";
import { useState } from "react";
import type { ScheduleBody } from "../../../src/contract/schedule.ts";
import type { FieldErrors } from "./entered-settings.ts";
import { fittingTimeZones, offeredTimeZones } from "./new-schedule.ts";

interface TimeZoneFieldProps {
  readonly schedule: ScheduleBody;
  readonly onChange: (value: ScheduleBody) => void;
  readonly errors: FieldErrors;
}

export function TimeZoneField({ schedule, onChange, errors }: TimeZoneFieldProps) {
  const [zones] = useState(offeredTimeZones);
  const filter: OptionsFilter = ({ options, search }) => {
    const fitting = new Set(fittingTimeZones(zones, search));
    return options.filter((option) => "value" in option && fitting.has(option.value));
  };
  return (
    <Autocomplete
      label="Time zone"
      description="Type a city or region. Aliases such as Asia/Calcutta are understood."
      inputWrapperOrder={["label", "input", "description", "error"]}
      data={[...zones]}
      filter={filter}
      value={schedule.timeZone}
      onChange={(timeZone) => onChange({ ...schedule, timeZone })}
      error={errors.timeZone}
      maxDropdownHeight={260}
      spellCheck={false}
      required
    />
  );
}
