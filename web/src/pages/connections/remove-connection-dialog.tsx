// Removes a connection, with its assets retired or purged: its name is typed, so that nobody removes another one.

import { Alert, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation, useNavigate } from "react-router";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import {
  type AssetsFate,
  activeAssetsOfConnection,
  assetCountQuery,
  assetsOfConnection,
  outdateConnections,
  removeConnection,
} from "../../api/connections.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { counted, wholeNumber } from "../../components/moment-words.ts";
import { ProblemAlert } from "../../components/problem-alert.tsx";
import { tellDone } from "../../components/tell.tsx";
import { paths } from "../../paths.ts";

function Concerned({ id }: { readonly id: number }) {
  const active = useQuery(assetCountQuery(activeAssetsOfConnection(id)));
  const all = useQuery(assetCountQuery(assetsOfConnection(id)));
  const error = active.error ?? all.error;
  if (error !== null) return <ProblemAlert error={error} title="How many assets it has is not known" />;
  if (active.data === undefined || all.data === undefined)
    return <Text size="sm">Counting the assets that came by it …</Text>;
  const retired = all.data.count - active.data.count;
  return (
    <Text size="sm">
      It concerns{" "}
      <Text span inherit fw={600}>
        {counted(active.data.count, "active asset")}
      </Text>
      {retired > 0 && ` and ${wholeNumber(retired)} that are retired already`}. The connection, its
      credentials and its schedule go at once.
    </Text>
  );
}

interface FateProps {
  readonly fate: AssetsFate;
  readonly onFate: (fate: AssetsFate) => void;
}

function Fate({ fate, onFate }: FateProps) {
  return (
    <Radio.Group
      label="What becomes of its assets"
      value={fate}
      onChange={(value) => onFate(value as AssetsFate)}
    >
      <Stack gap="xs" mt="xs">
        <Radio
          value="retire"
          label="Retire them"
          description="They stay in the inventory with their history, as retired."
        />
        <Radio
          value="purge"
          label="Purge them"
          description="They are deleted with their history, and cannot be brought back."
        />
      </Stack>
    </Radio.Group>
  );
}

interface RemoveDialogProps {
  readonly connection: Pick<ConnectionView, "id" | "name">;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

function useRemoval({ id, name }: RemoveDialogProps["connection"]) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  return async (fate: AssetsFate): Promise<void> => {
    await removeConnection(id, fate);
    outdateConnections(client);
    tellDone("The connection is removed", name);
    if (pathname !== paths.connections) await navigate(paths.connections);
  };
}

export function RemoveConnectionDialog({ connection, isOpen, onClose }: RemoveDialogProps) {
  const { id, name } = connection;
  const [fate, setFate] = useState<AssetsFate>("retire");
  const [typed, setTyped] = useState("");
  const remove = useRemoval(connection);
  const close = (): void => {
    setTyped("");
    setFate("retire");
    onClose();
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={close}
      title="Remove the connection?"
      confirmLabel={fate === "purge" ? "Remove and purge" : "Remove and retire"}
      isDangerous
      isReady={typed.trim() === name.trim()}
      onConfirm={() => remove(fate)}
    >
      {isOpen && <Concerned id={id} />}
      <Fate fate={fate} onFate={setFate} />
      {fate === "purge" && (
        <Alert color="red" title="Nothing is left of purged assets">
          Neither history nor tags. Take a backup first if anybody may ask for them.
        </Alert>
      )}
      <TextInput
        label="Type the connection's name to confirm"
        description={name}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        autoComplete="off"
        data-autofocus
      />
    </ConfirmDialog>
  );
}
