// What saving the edited map needs, in the server's words.

import { Alert, Text } from "@mantine/core";
import { IconDatabase, IconDownload } from "@tabler/icons-react";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import type { MapTrial } from "./use-map-trial.ts";

export function MapSaving({ trial: { saving, error, isOld, retry } }: { readonly trial: MapTrial }) {
  if (error !== null)
    return <ProblemAlert error={error} title="The map cannot be tried on a device." onRetry={retry} />;
  if (saving === null || saving.kind === "unchanged") return null;
  const needsPull = saving.kind === "needs_full_pull";
  return (
    <Alert
      color={needsPull ? "yellow" : "blue"}
      icon={needsPull ? <IconDownload /> : <IconDatabase />}
      title={needsPull ? "Saving needs a full pull" : "Saving needs no pull"}
      aria-busy={isOld}
      role="status"
    >
      <Text size="sm">{saving.words}</Text>
    </Alert>
  );
}
