// The transform map of a connection that is about to be made: the connector's own lines, and those that are added.

import { Button, Group, Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { connectorsQuery } from "../../api/connectors.ts";
import { fieldErrors } from "../../api/problem.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import {
  type AddedLine,
  choosableProperties,
  errorsByLine,
  hasSameLines,
  unfinishedErrors,
} from "../../forms/map-lines.ts";
import { TransformMapForm } from "../../forms/transform-map-form.tsx";
import type { Advanced } from "./advanced.ts";
import { connectorId } from "./draft.ts";
import type { AdvancedTabs } from "./use-advanced-tabs.ts";

interface MapPanelProps {
  readonly tabs: AdvancedTabs;
  readonly saved: readonly AddedLine[];
  readonly onSave: (changed: Partial<Advanced>) => void;
  readonly refusal: Error | null;
}

export function MapPanel({ tabs, saved, onSave, refusal }: MapPanelProps) {
  const { data: connectors, error, refetch } = useQuery(connectorsQuery);
  const [hasTried, setHasTried] = useState(false);
  const { lines, setLines, hasLinesChanged } = tabs;
  const entry = connectors?.find(({ id }) => id === connectorId);
  if (error !== null) return <ProblemAlert error={error} onRetry={refetch} />;
  if (entry === undefined) return <Loader aria-label="Loading" />;
  const unfinished = unfinishedErrors(lines);
  const refused = hasSameLines(lines, saved)
    ? errorsByLine(fieldErrors(refusal), saved, entry.transformMap.length)
    : {};
  const save = (): void => {
    setHasTried(true);
    if (Object.keys(unfinished).length === 0) onSave({ lines });
  };
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        Which device property feeds which asset field. The connector’s own lines stay; add lines for more. The
        first full pull asks for everything the map needs.
      </Text>
      <TransformMapForm
        own={entry.transformMap}
        properties={choosableProperties(entry.deviceProperties)}
        value={lines}
        onChange={setLines}
        errors={{ ...refused, ...(hasTried && unfinished) }}
      />
      <Group justify="flex-end">
        <Button variant="default" disabled={!hasLinesChanged} onClick={() => setLines(saved)}>
          Undo changes
        </Button>
        <Button disabled={!hasLinesChanged} onClick={save}>
          Save transform map
        </Button>
      </Group>
    </Stack>
  );
}
