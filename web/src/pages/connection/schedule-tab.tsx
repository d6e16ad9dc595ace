// When a connection runs by itself, how often it reads everything, and how many retirements it holds for approval.

import { Group, List, NativeSelect, NumberInput, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import type { Versioned } from "../../api/client.ts";
import { connectionQuery } from "../../api/connections.ts";
import { useMay } from "../../api/session.ts";
import type { FieldWords } from "../../components/changed-meanwhile.tsx";
import { FactList } from "../../components/fact-list.tsx";
import { Moment } from "../../components/moment.tsx";
import { wholeNumber } from "../../components/moment-words.ts";
import { tellDone } from "../../components/tell.tsx";
import { UnsavedGuard } from "../../components/unsaved-guard.tsx";
import { DraftForm } from "../../forms/draft-form.tsx";
import { errorTexts } from "../../forms/error-texts.ts";
import { ScheduleFields } from "../../forms/schedule-fields.tsx";
import {
  hoursOf,
  isSamePlan,
  type PlanValues,
  planChangeOf,
  planErrors,
  planOf,
  pullWords,
  scheduleText,
} from "./plan-values.ts";
import { Section, TabFrame } from "./tab-frame.tsx";
import { useConnectionDraft } from "./use-connection-draft.ts";
import { useConnectionId } from "./use-connection-id.ts";

const guardMeaning =
  "A run that would retire more assets than this share, and more than this number, is held for approval: nothing is retired until a person agrees.";
const pullMeaning =
  "Between full pulls only changes are fetched. A full pull reads every device anew, because a feed of changes cannot be trusted for ever.";

const guardWords = (percent: PlanValues["guardPercent"], minimum: PlanValues["guardMinimum"]): string =>
  `more than ${percent} % of the active assets, and more than ${wholeNumber(Number(minimum))}`;

const words = (values: PlanValues): FieldWords => ({
  Schedule: scheduleText(values.schedule),
  "Full pull": pullWords(hoursOf(values)),
  "Held for approval": guardWords(values.guardPercent, values.guardMinimum),
});

interface PartProps {
  readonly values: PlanValues;
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (changed: Partial<PlanValues>) => void;
}

const entered = (value: string | number): number | "" => (typeof value === "number" ? value : "");

function PullFields({ values, errors, onChange }: PartProps) {
  return (
    <Section title="Full pull">
      <Text size="sm" c="dimmed" maw={720}>
        {pullMeaning}
      </Text>
      <Group align="flex-start" gap="xs">
        <NumberInput
          label="Full pull every"
          min={1}
          allowDecimal={false}
          value={values.pullEvery}
          error={errors.fullPullEveryHours}
          onChange={(value) => onChange({ pullEvery: entered(value) })}
          w={160}
        />
        <NativeSelect
          label="Unit"
          data={["days", "hours"]}
          value={values.pullUnit}
          onChange={({ currentTarget }) =>
            onChange({ pullUnit: currentTarget.value === "days" ? "days" : "hours" })
          }
          w={120}
        />
      </Group>
    </Section>
  );
}

function GuardFields({ values, errors, onChange }: PartProps) {
  return (
    <Section title="Retirement guard">
      <Text size="sm" c="dimmed" maw={720}>
        {guardMeaning}
      </Text>
      <Group align="flex-start" gap="xs">
        <NumberInput
          label="Share of active assets (%)"
          min={0}
          max={100}
          decimalScale={2}
          value={values.guardPercent}
          error={errors["retirementGuard.share"]}
          onChange={(value) => onChange({ guardPercent: entered(value) })}
          w={220}
        />
        <NumberInput
          label="Number of assets"
          min={0}
          max={1_000_000_000}
          allowDecimal={false}
          thousandSeparator=","
          value={values.guardMinimum}
          error={errors["retirementGuard.minimum"]}
          onChange={(value) => onChange({ guardMinimum: entered(value) })}
          w={220}
        />
      </Group>
      {values.guardMinimum === 0 && values.guardPercent === 0 && (
        <Text size="sm">With both at 0, every retirement waits for a person.</Text>
      )}
    </Section>
  );
}

function PlanForm({ connection }: { readonly connection: Versioned<ConnectionView> }) {
  const draft = useConnectionDraft<PlanValues>({
    connection,
    valuesOf: planOf,
    changeOf: planChangeOf,
    isSame: isSamePlan,
    validate: planErrors,
    onSaved: () => tellDone("Schedule saved"),
  });
  const { form } = draft;
  const errors = errorTexts(form.errors);
  const part: PartProps = {
    values: form.values,
    errors,
    onChange: (changed) => form.setValues(changed),
  };
  return (
    <>
      <DraftForm draft={draft} what="the schedule" words={words} saveLabel="Save schedule">
        <Stack gap="xl" maw={820}>
          <Section title="Runs">
            <ScheduleFields
              value={form.values.schedule}
              onChange={(schedule) => form.setValues({ schedule })}
              errors={errors}
            />
          </Section>
          <PullFields {...part} />
          <GuardFields {...part} />
        </Stack>
      </DraftForm>
      <UnsavedGuard isChanged={draft.isChanged} what="the schedule" />
    </>
  );
}

function NextRuns({ schedule }: Pick<ConnectionView, "schedule">) {
  if (schedule === null) return "when somebody presses “Run now”";
  if (schedule.nextRuns.length === 0) return "none: the schedule is over";
  return (
    <List listStyleType="none" size="sm">
      {schedule.nextRuns.map((at) => (
        <List.Item key={at}>
          <Moment at={at} />
        </List.Item>
      ))}
    </List>
  );
}

function Shown({ connection: { value } }: { readonly connection: Versioned<ConnectionView> }) {
  const { guardPercent, guardMinimum } = planOf(value);
  return (
    <Stack gap="sm">
      <FactList
        facts={[
          { label: "Runs", value: value.schedule?.words ?? "by hand alone" },
          { label: "Next runs", value: <NextRuns schedule={value.schedule} /> },
          { label: "Full pull", value: pullWords(value.fullPullEveryHours) },
          { label: "Held for approval", value: guardWords(guardPercent, guardMinimum) },
        ]}
      />
      <Text size="sm" c="dimmed" maw={720}>
        {guardMeaning}
      </Text>
    </Stack>
  );
}

export function ScheduleTab() {
  const id = useConnectionId();
  const mayChange = useMay("operator");
  const { data: connection, error, refetch } = useQuery(connectionQuery(id));
  const View = mayChange ? PlanForm : Shown;
  return (
    <TabFrame
      title="Schedule"
      lead="When the connection runs by itself, how often it reads every device anew, and how many assets it may retire unasked."
      error={error}
      onRetry={refetch}
    >
      {connection && <View key={id} connection={connection} />}
    </TabFrame>
  );
}
