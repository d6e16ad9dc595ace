// The transform map of a connection: tried on a stored device while it is edited, and saved.

import { Alert, Anchor, Stack, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import type { SavedTransformMap, TransformMapView } from "../../../../src/contract/transform-map.ts";
import type { Versioned } from "../../api/client.ts";
import { readAnew } from "../../api/read-anew.ts";
import { useMay } from "../../api/session.ts";
import { saveTransformMap, transformMapQuery } from "../../api/transform-maps.ts";
import type { FieldWords } from "../../components/changed-meanwhile.tsx";
import { TaskProgress } from "../../components/task-progress.tsx";
import { tellDone } from "../../components/tell.tsx";
import { UnsavedGuard } from "../../components/unsaved-guard.tsx";
import { DraftForm } from "../../forms/draft-form.tsx";
import { errorTexts } from "../../forms/error-texts.ts";
import {
  type AddedLine,
  choosableProperties,
  errorsByLine,
  hasSameLines,
  linesOf,
  ruleOf,
  unfinishedErrors,
} from "../../forms/map-lines.ts";
import { TransformMapForm } from "../../forms/transform-map-form.tsx";
import { type Draft, useDraft } from "../../forms/use-draft.ts";
import { paths } from "../../paths.ts";
import { MapSampleBar } from "./map-sample.tsx";
import { MapSaving } from "./map-saving.tsx";
import { useFollowedTask } from "./use-followed-task.ts";
import { type MapTrial, useMapTrial } from "./use-map-trial.ts";

type MapValues = { readonly lines: readonly AddedLine[] };

const ownOf = ({ rules, ownRules }: TransformMapView) => rules.slice(0, ownRules);

const valuesOf = ({ value, etag }: Versioned<TransformMapView>): Versioned<MapValues> => ({
  value: { lines: linesOf(value.rules.slice(value.ownRules)) },
  etag,
});

const words = ({ lines }: MapValues): FieldWords => ({
  "Added lines":
    lines.length === 0
      ? "none"
      : lines
          .map(ruleOf)
          .map(({ from, to }) => `${from} → ${to}`)
          .join("\n"),
});

function useMapDraft(
  id: number,
  map: Versioned<TransformMapView>,
  onSaved: (saved: SavedTransformMap) => void,
): Draft<MapValues> {
  const client = useQueryClient();
  const query = transformMapQuery(id);
  return useDraft<MapValues, Versioned<SavedTransformMap>>({
    shown: valuesOf(map),
    isSame: (one, other) => hasSameLines(one.lines, other.lines),
    validate: ({ lines }) => unfinishedErrors(lines),
    readAgain: async () => valuesOf(await readAnew(client, query)),
    send: async ({ lines }, etag) => {
      const rules = [...ownOf(map.value), ...lines.map(ruleOf)].map(({ from, to }) => ({ from, to }));
      const saved = await saveTransformMap(id, etag, rules);
      client.setQueryData(query.queryKey, saved);
      return saved;
    },
    savedOf: valuesOf,
    onSaved: ({ value }) => onSaved(value),
  });
}

/** The server's word on each line: of the trial while it is edited, and of a save that was refused. */
function lineErrors(draft: Draft<MapValues>, trial: MapTrial, ownRules: number) {
  const { lines } = draft.form.values;
  const ofSave = errorTexts(draft.form.errors);
  return { ...trial.errors, ...ofSave, ...errorsByLine(ofSave, lines, ownRules) };
}

interface MapEditorProps {
  readonly id: number;
  readonly map: Versioned<TransformMapView>;
  readonly properties: readonly string[];
}

function MissingProperties({ id, missing }: { readonly id: number; readonly missing: readonly string[] }) {
  if (missing.length === 0) return null;
  return (
    <Alert color="blue" icon={<IconInfoCircle />} title="Not stored until the next full pull">
      <Text size="sm">
        {missing.join(", ")}. The next run is a full pull, which brings it.{" "}
        <Anchor component={Link} to={paths.connection(id)} inherit underline="always">
          Go to the overview to run it now
        </Anchor>
      </Text>
    </Alert>
  );
}

export function MapEditor({ id, map, properties }: MapEditorProps) {
  const mayChange = useMay("operator");
  const { taskId, follow } = useFollowedTask(id, "apply_transform_map");
  const [assetId, setAssetId] = useState<number | null>(null);
  const draft = useMapDraft(id, map, (saved) => {
    follow(saved.taskId);
    tellDone("Transform map saved", saved.saving.words);
  });
  const { lines } = draft.form.values;
  const own = ownOf(map.value);
  const trial = useMapTrial(id, { own, lines, assetId });
  const form = (
    <Stack>
      <TransformMapForm
        own={own}
        properties={choosableProperties(properties)}
        value={lines}
        onChange={(changed) => draft.form.setValues({ lines: changed })}
        errors={lineErrors(draft, trial, own.length)}
        sample={trial.sample}
        isReadOnly={!mayChange}
      />
      {draft.isChanged ? (
        <MapSaving trial={trial} />
      ) : (
        <MissingProperties id={id} missing={map.value.missingProperties} />
      )}
    </Stack>
  );
  return (
    <Stack>
      <MapSampleBar id={id} trial={trial} assetId={assetId} onChoose={setAssetId} />
      {mayChange ? (
        <DraftForm draft={draft} what="the transform map" words={words} saveLabel="Save transform map">
          {form}
        </DraftForm>
      ) : (
        form
      )}
      {taskId !== null && <TaskProgress taskId={taskId} doing="Reading what is stored by the new map" />}
      <UnsavedGuard isChanged={draft.isChanged} what="the transform map" />
    </Stack>
  );
}
