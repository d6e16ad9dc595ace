// Which signal of a device's posture gives which severity, and how many assets that is.

import { Stack, Table, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type {
  SavedSeverityMap,
  SeverityMapBody,
  SeverityMapView,
} from "../../../../src/contract/severity-map.ts";
import type { Versioned } from "../../api/client.ts";
import { keys } from "../../api/keys.ts";
import { readAnew } from "../../api/read-anew.ts";
import { useMay } from "../../api/session.ts";
import { saveSeverityMap, severityMapQuery } from "../../api/severity-maps.ts";
import { severityWords } from "../../components/asset-words.ts";
import type { FieldWords } from "../../components/changed-meanwhile.tsx";
import { counted } from "../../components/moment-words.ts";
import { TaskProgress } from "../../components/task-progress.tsx";
import { tellDone } from "../../components/tell.tsx";
import { UnsavedGuard } from "../../components/unsaved-guard.tsx";
import { DraftForm } from "../../forms/draft-form.tsx";
import { errorTexts } from "../../forms/error-texts.ts";
import { type SeverityEntry, SeverityForm, severityMapOf } from "../../forms/severity-form.tsx";
import { signals, signalWords } from "../../forms/severity-words.ts";
import { type Draft, useDraft } from "../../forms/use-draft.ts";
import { SeverityCounts } from "./severity-counts.tsx";
import classes from "./severity-tab.module.css";
import { TabFrame } from "./tab-frame.tsx";
import { useConnectionId } from "./use-connection-id.ts";
import { useFollowedTask } from "./use-followed-task.ts";

const valuesOf = ({ value, etag }: Versioned<SeverityMapView>): Versioned<SeverityEntry> => ({
  value: { severities: value.severities, staleAfterDays: value.staleAfterDays },
  etag,
});

/** The signals in one order, whatever order they came in. */
const textOf = ({ severities, staleAfterDays }: SeverityEntry): string =>
  JSON.stringify([signals.map((signal) => severities[signal]), staleAfterDays]);

const words = ({ severities, staleAfterDays }: SeverityEntry): FieldWords => ({
  ...Object.fromEntries(
    signals.map((signal) => [signalWords[signal].label, severityWords(severities[signal], "Off")]),
  ),
  "Stale after (days)": String(staleAfterDays),
});

interface LoadedProps {
  readonly id: number;
  readonly map: Versioned<SeverityMapView>;
}

function useSeverityDraft(
  { id, map }: LoadedProps,
  onSaved: (saved: SavedSeverityMap) => void,
): Draft<SeverityEntry> {
  const client = useQueryClient();
  const query = severityMapQuery(id);
  return useDraft<SeverityEntry, Versioned<SavedSeverityMap>>({
    shown: valuesOf(map),
    isSame: (one, other) => textOf(one) === textOf(other),
    validate: (entry) => (severityMapOf(entry) === null ? { staleAfterDays: "Enter a number of days." } : {}),
    readAgain: async () => valuesOf(await readAnew(client, query)),
    send: async (entry, etag) => {
      const saved = await saveSeverityMap(id, etag, entry as SeverityMapBody);
      client.setQueryData(query.queryKey, saved);
      // Assets have other severities at once, which no event tells.
      void client.invalidateQueries({ queryKey: keys.inventory });
      return saved;
    },
    savedOf: valuesOf,
    onSaved: ({ value }) => onSaved(value),
  });
}

function Editor({ id, map }: LoadedProps) {
  const { taskId, follow } = useFollowedTask(id, "apply_severity_map");
  const draft = useSeverityDraft({ id, map }, (saved) => {
    follow(saved.taskId);
    tellDone(
      "Severities saved",
      saved.taskId === null
        ? "Every asset of the connection has its severity by them."
        : "Assets have their severities by them; those that are stale follow.",
    );
  });
  const { form } = draft;
  const errors = errorTexts(form.errors);
  return (
    <div className={classes.columns}>
      <Stack>
        <DraftForm draft={draft} what="the severities" words={words} saveLabel="Save severities">
          <SeverityForm value={form.values} onChange={(entry) => form.setValues(entry)} errors={errors} />
        </DraftForm>
        {taskId !== null && <TaskProgress taskId={taskId} doing="Moving what is stale" />}
      </Stack>
      <SeverityCounts id={id} map={severityMapOf(form.values)} isChanged={draft.isChanged} />
      <UnsavedGuard isChanged={draft.isChanged} what="the severities" />
    </div>
  );
}

function Shown({ id, map: { value } }: LoadedProps) {
  return (
    <div className={classes.columns}>
      <Stack>
        <Table aria-label="Severities by signal" verticalSpacing="sm">
          <Table.Tbody>
            {signals.map((signal) => (
              <Table.Tr key={signal}>
                <Table.Th scope="row">
                  {signalWords[signal].label}
                  <Text size="xs" c="dimmed" fw={400}>
                    {signalWords[signal].meaning}
                  </Text>
                </Table.Th>
                <Table.Td>{severityWords(value.severities[signal], "Off")}</Table.Td>
              </Table.Tr>
            ))}
            <Table.Tr>
              <Table.Th scope="row">Stale after</Table.Th>
              <Table.Td style={{ whiteSpace: "nowrap" }}>{counted(value.staleAfterDays, "day")}</Table.Td>
            </Table.Tr>
          </Table.Tbody>
        </Table>
      </Stack>
      <SeverityCounts
        id={id}
        map={{ severities: value.severities, staleAfterDays: value.staleAfterDays }}
        isChanged={false}
      />
    </div>
  );
}

export function SeverityTab() {
  const id = useConnectionId();
  const mayChange = useMay("operator");
  const { data: map, error, refetch } = useQuery(severityMapQuery(id));
  const View = mayChange ? Editor : Shown;
  return (
    <TabFrame
      title="Risk severity"
      lead="Which signal of a device’s posture gives its asset which severity. All are off until you choose: nothing is judged unasked."
      error={error}
      onRetry={refetch}
    >
      {map && <View key={id} id={id} map={map} />}
    </TabFrame>
  );
}
