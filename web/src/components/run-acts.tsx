// What can be done to a run, and telling what came of it.

import { Button, Text } from "@mantine/core";
import { IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { SyncRunView } from "../../../src/contract/sync-run.ts";
import { outdateConnections } from "../api/connections.ts";
import { keys } from "../api/keys.ts";
import { actOnRun } from "../api/runs.ts";
import { useMay } from "../api/session.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { onFirstClick } from "./first-click.ts";
import { tellDone, tellProblem } from "./tell.tsx";

/** The server's events tell what became of it, too; they may be lost. */
export function useOutdateRun(): (id: number) => void {
  const client = useQueryClient();
  return (id) => {
    void client.invalidateQueries({ queryKey: keys.run(id) });
    outdateConnections(client);
  };
}

interface CancelDialogProps {
  readonly run: SyncRunView;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function CancelRunDialog({ run, isOpen, onClose }: CancelDialogProps) {
  const outdate = useOutdateRun();
  const cancel = async (): Promise<void> => {
    const { state } = await actOnRun(run.id, "cancel");
    outdate(run.id);
    tellDone(state === "cancelled" ? "The run is cancelled" : "The run ends at its next page");
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={`Cancel run ${run.id}?`}
      confirmLabel="Cancel the run"
      isDangerous
      onConfirm={cancel}
    >
      <Text size="sm">
        What it has written stays in the inventory, and nothing is retired. A cancelled run cannot be resumed:
        the next one reads everything that this one has not finished.
      </Text>
    </ConfirmDialog>
  );
}

export function CancelRunButton({ run }: { readonly run: SyncRunView }) {
  const [isOpen, setOpen] = useState(false);
  const mayAct = useMay("operator");
  if (!mayAct) return null;
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlayerStop size={14} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        Cancel run
      </Button>
      <CancelRunDialog run={run} isOpen={isOpen} onClose={() => setOpen(false)} />
    </>
  );
}

export function ResumeRunButton({ run }: { readonly run: SyncRunView }) {
  const mayAct = useMay("operator");
  const outdate = useOutdateRun();
  const resume = useMutation({
    mutationFn: () => actOnRun(run.id, "resume"),
    onSuccess: () => outdate(run.id),
    onError: (error) => tellProblem(`Run ${run.id} is not resumed`, error),
  });
  if (!mayAct) return null;
  return (
    <Button
      size="xs"
      leftSection={<IconPlayerPlay size={14} aria-hidden />}
      loading={resume.isPending}
      onClick={onFirstClick(() => resume.mutate())}
    >
      Resume run
    </Button>
  );
}
