// A run that would retire too much at once: what it would retire, and the decision on it.

import { Alert, Anchor, Button, Group, Stack, Table, Text } from "@mantine/core";
import { IconHandStop } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { Link } from "react-router";
import type { HeldAssetView, SyncRunView } from "../../../src/contract/sync-run.ts";
import { keys } from "../api/keys.ts";
import { actOnRun } from "../api/runs.ts";
import { useMay } from "../api/session.ts";
import { useListing } from "../api/use-listing.ts";
import { paths } from "../paths.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { ListingFrame } from "./listing-frame.tsx";
import { Panel } from "./panel.tsx";
import { useOutdateRun } from "./run-acts.tsx";
import { retirementWords } from "./run-words.ts";
import { tellDone } from "./tell.tsx";
import { WideTable } from "./wide-table.tsx";

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

function HeldRow({ asset }: { readonly asset: HeldAssetView }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={paths.asset(asset.assetId)} size="sm">
          {asset.name}
        </Anchor>
      </Table.Td>
      <Table.Td style={{ whiteSpace: "nowrap" }}>{retirementWords(asset.reason)}</Table.Td>
      <Table.Td ff="monospace" fz="xs" style={{ whiteSpace: "nowrap" }}>
        {asset.externalId}
      </Table.Td>
    </Table.Tr>
  );
}

const shownAtOnce = 20;

export function HeldAssets({ run }: { readonly run: SyncRunView }) {
  const listing = useListing<HeldAssetView>(keys.runs, `/runs/${run.id}/held-assets`, {}, shownAtOnce);
  return (
    <Panel title="Assets that would be retired">
      <ListingFrame
        listing={listing}
        empty={<Text c="dimmed">None any more: they are retired already, or their devices are back.</Text>}
      >
        <WideTable minWidth={700} label="Assets that would be retired">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Asset</Table.Th>
              <Table.Th>Why</Table.Th>
              <Table.Th>Device id</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {listing.items.map((asset) => (
              <HeldRow key={asset.assetId} asset={asset} />
            ))}
          </Table.Tbody>
        </WideTable>
      </ListingFrame>
    </Panel>
  );
}
