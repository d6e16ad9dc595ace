// Removes a saved query, once somebody has said so.

import { Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { SavedQueryView } from "../../../../src/contract/saved-query.ts";
import { keys } from "../../api/keys.ts";
import { removeSavedQuery } from "../../api/saved-queries.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { QueryText } from "../../components/query-editor/query-text.tsx";
import { tellDone } from "../../components/tell.tsx";

interface RemoveDialogProps {
  readonly query: SavedQueryView;
  readonly onClose: () => void;
}

export function RemoveDialog({ query: { id, name, text, isShared }, onClose }: RemoveDialogProps) {
  const client = useQueryClient();
  const remove = async (): Promise<void> => {
    await removeSavedQuery(id);
    tellDone(`“${name}” is removed.`);
    void client.invalidateQueries({ queryKey: keys.savedQueries });
  };
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title="Remove this saved query?"
      confirmLabel="Remove"
      isDangerous
      onConfirm={remove}
    >
      <Stack gap="xs">
        <Text size="sm">
          <b>{name}</b> is gone then{isShared ? ", for everybody it is shared with, too" : ""}. No asset is
          touched.
        </Text>
        <QueryText text={text} lines={6} />
      </Stack>
    </ConfirmDialog>
  );
}
