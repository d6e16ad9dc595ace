// A run that would retire too much at once: what it would retire, and the decision on it.

import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconHandStop } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import type { SyncRunView } from "../../../src/contract/sync-run.ts";
import { actOnRun } from "../api/runs.ts";
import { useMay } from "../api/session.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { useOutdateRun } from "./run-acts.tsx";
import { tellDone } from "./tell.tsx";

interface Decision {
  readonly act: "approve" | "dismiss";
  readonly label: string;
  readonly title: string;
  readonly words: string;
  readonly told: string;
}

const approval: Decision = {
  act: "approve",
  label: "Approve and retire",
  title: "Retire these assets?",
  words:
    "The run goes on: it asks the tenant once more for each of these devices and retires the assets of those that are still gone. Retired assets stay in the inventory with their history, and come back as the same assets when their devices do.",
  told: "Approved: the run goes on and retires what is still gone",
};

const dismissal: Decision = {
  act: "dismiss",
  label: "Dismiss and keep",
  title: "Keep these assets?",
  words:
    "The run ends without retiring anything. The assets stay active although the tenant does not have their devices, and the count proof counts them as kept, until a full pull asks for them again.",
  told: "Dismissed: the run ends and keeps the assets",
};

function Decide({ run, decision }: { readonly run: SyncRunView; readonly decision: Decision }) {
  const [isOpen, setOpen] = useState(false);
  const outdate = useOutdateRun();
  const isApproval = decision.act === "approve";
  const decide = async (): Promise<void> => {
    await actOnRun(run.id, decision.act);
    outdate(run.id);
    tellDone(decision.told);
  };
  return (
    <>
      <Button
        size="xs"
        variant={isApproval ? "filled" : "default"}
        color={isApproval ? "red" : undefined}
        onClick={() => setOpen(true)}
      >
        {decision.label}
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={decision.title}
        confirmLabel={decision.label}
        isDangerous={isApproval}
        onConfirm={decide}
      >
        <Text size="sm">{run.failure?.message}</Text>
        <Text size="sm">{decision.words}</Text>
      </ConfirmDialog>
    </>
  );
}

interface HeldAlertProps {
  readonly run: SyncRunView;
  /** Only the connection's latest run can be decided on. */
  readonly isLatest: boolean;
  readonly children?: ReactNode;
}

export function HeldAlert({ run, isLatest, children }: HeldAlertProps) {
  const mayDecide = useMay("operator");
  return (
    <Alert color="orange" icon={<IconHandStop />} title={`Run ${run.id} is held for approval`} role="status">
      <Stack gap="xs">
        <Text size="sm">{run.failure?.message}</Text>
        <Text size="sm">
          {isLatest
            ? "It is more than the connection's guard lets through at once. If the tenant really removed these devices, approve; if something else made them vanish, such as another scope or a mistake in the tenant, dismiss."
            : "There is nothing to decide any more: a later run has followed it, or its connection was removed."}
        </Text>
        {isLatest && !mayDecide && (
          <Text size="sm">An operator or an administrator can approve or dismiss it.</Text>
        )}
        <Group gap="xs">
          {isLatest && mayDecide && <Decide run={run} decision={approval} />}
          {isLatest && mayDecide && <Decide run={run} decision={dismissal} />}
          {children}
        </Group>
      </Stack>
    </Alert>
  );
}
