// The states of connections and runs, each by a word, a colour and a sign: colour alone tells nobody anything.

import { Badge } from "@mantine/core";
import {
  type Icon,
  IconAlertTriangle,
  IconCalendarClock,
  IconCircleCheck,
  IconCircleDashed,
  IconClock,
  IconHandStop,
  IconPlayerPause,
  IconPlayerStop,
  IconRefresh,
} from "@tabler/icons-react";
import type { ConnectionView } from "../../../src/contract/connection.ts";
import type { SyncRunView } from "../../../src/contract/sync-run.ts";
import { isHeld } from "../api/runs.ts";

interface Look {
  readonly label: string;
  readonly color: string;
  readonly icon: Icon;
}

const connectionLooks: Readonly<Record<ConnectionView["state"], Look>> = {
  registered: { label: "Registered", color: "gray", icon: IconCircleDashed },
  scheduled: { label: "Scheduled", color: "indigo", icon: IconCalendarClock },
  processing: { label: "Processing", color: "blue", icon: IconRefresh },
  processed: { label: "Processed", color: "green", icon: IconCircleCheck },
  errored: { label: "Errored", color: "red", icon: IconAlertTriangle },
};

const runLooks: Readonly<Record<SyncRunView["state"], Look>> = {
  queued: { label: "Queued", color: "gray", icon: IconClock },
  running: { label: "Running", color: "blue", icon: IconRefresh },
  completed: { label: "Completed", color: "green", icon: IconCircleCheck },
  failed: { label: "Failed", color: "red", icon: IconAlertTriangle },
  cancelled: { label: "Cancelled", color: "gray", icon: IconPlayerStop },
};

/** Of a run that waits for a person's decision. */
const held: Look = { label: "Held for approval", color: "orange", icon: IconHandStop };
const paused: Look = { label: "Paused", color: "orange", icon: IconPlayerPause };

function LookBadge({ look: { label, color, icon: Sign } }: { readonly look: Look }) {
  return (
    <Badge
      variant="light"
      color={color}
      tt="none"
      size="lg"
      fw={600}
      leftSection={<Sign size={14} aria-hidden />}
      miw="max-content"
    >
      {label}
    </Badge>
  );
}

export function ConnectionStateBadge({ connection }: { readonly connection: ConnectionView }) {
  const isPaused = connection.pausedAt !== null && connection.state !== "processing";
  return (
    <>
      <LookBadge look={connectionLooks[connection.state]} />
      {isPaused && <LookBadge look={paused} />}
    </>
  );
}

const lookOf = (run: SyncRunView): Look => (isHeld(run) ? held : runLooks[run.state]);

export const runStateWords = (run: SyncRunView): string => lookOf(run).label;

export function RunStateBadge({ run }: { readonly run: SyncRunView }) {
  return <LookBadge look={lookOf(run)} />;
}
