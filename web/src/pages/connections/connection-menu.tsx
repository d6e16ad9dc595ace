// Everything that can be done to a connection, by whoever may.

import { ActionIcon, Menu } from "@mantine/core";
import {
  IconDots,
  IconKey,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
  IconRefreshDot,
  IconSettings,
  IconTrash,
} from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import { isUnderWay } from "../../api/runs.ts";
import { useMay } from "../../api/session.ts";
import { CancelRunDialog } from "../../components/run-acts.tsx";
import { paths } from "../../paths.ts";
import { RemoveConnectionDialog } from "./remove-connection-dialog.tsx";
import { useConnectionActs } from "./use-connection-acts.ts";

interface MenuProps {
  readonly connection: ConnectionView;
  readonly onCancel: () => void;
  readonly onRemove: () => void;
}

function RunItems({ connection, onCancel }: Omit<MenuProps, "onRemove">) {
  const { run } = useConnectionActs(connection);
  const { lastRun, pausedAt } = connection;
  if (lastRun !== null && isUnderWay(lastRun))
    return (
      <Menu.Item leftSection={<IconPlayerStop size={16} />} onClick={onCancel}>
        Cancel run
      </Menu.Item>
    );
  if (pausedAt !== null) return null;
  return (
    <>
      {connection.lastFullPullAt !== null && (
        <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => run.mutate("delta_pull")}>
          Run now: delta pull
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconRefreshDot size={16} />} onClick={() => run.mutate("full_pull")}>
        Run now: full pull
      </Menu.Item>
    </>
  );
}

function PauseItem({ connection }: Pick<MenuProps, "connection">) {
  const { pause, resume } = useConnectionActs(connection);
  return connection.pausedAt === null ? (
    <Menu.Item leftSection={<IconPlayerPause size={16} />} onClick={() => pause.mutate()}>
      Pause
    </Menu.Item>
  ) : (
    <Menu.Item leftSection={<IconPlayerPlay size={16} />} onClick={() => resume.mutate()}>
      Resume
    </Menu.Item>
  );
}

function Items({ connection, onCancel, onRemove }: MenuProps) {
  const mayRemove = useMay("administrator");
  const credentials = paths.connection(connection.id, "credentials");
  return (
    <>
      <RunItems connection={connection} onCancel={onCancel} />
      <PauseItem connection={connection} />
      <Menu.Divider />
      <Menu.Item component={Link} to={credentials} leftSection={<IconSettings size={16} />}>
        Edit connection
      </Menu.Item>
      <Menu.Item component={Link} to={credentials} leftSection={<IconKey size={16} />}>
        Rotate secret
      </Menu.Item>
      {mayRemove && (
        <>
          <Menu.Divider />
          <Menu.Item c="var(--mantine-color-error)" leftSection={<IconTrash size={16} />} onClick={onRemove}>
            Remove connection
          </Menu.Item>
        </>
      )}
    </>
  );
}

interface ConnectionMenuProps {
  readonly connection: ConnectionView;
  readonly size?: "md" | "input-sm";
}

export function ConnectionMenu({ connection, size = "md" }: ConnectionMenuProps) {
  const [dialog, setDialog] = useState<"cancel" | "remove" | null>(null);
  const mayAct = useMay("operator");
  if (!mayAct) return null;
  const { lastRun, name } = connection;
  const close = (): void => setDialog(null);
  return (
    <>
      <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <ActionIcon variant="default" size={size} aria-label={`Actions for ${name}`}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Items
            connection={connection}
            onCancel={() => setDialog("cancel")}
            onRemove={() => setDialog("remove")}
          />
        </Menu.Dropdown>
      </Menu>
      {lastRun !== null && <CancelRunDialog run={lastRun} isOpen={dialog === "cancel"} onClose={close} />}
      <RemoveConnectionDialog connection={connection} isOpen={dialog === "remove"} onClose={close} />
    </>
  );
}
