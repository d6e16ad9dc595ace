// Asks before a tag is removed from everything that it is on.

import { Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { keys } from "../../api/keys.ts";
import { isProblem } from "../../api/problem.ts";
import { removeTag, type Tag } from "../../api/tags.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { counted } from "../../components/moment-words.ts";
import { tellDone } from "../../components/tell.tsx";

interface RemoveTagProps {
  readonly tag: Tag;
  readonly onClose: () => void;
}

export function RemoveTag({ tag, onClose }: RemoveTagProps) {
  const client = useQueryClient();
  const remove = async (): Promise<void> => {
    try {
      await removeTag(tag.id);
      tellDone(`“${tag.name}” is removed.`, "It comes off its assets in the background.");
    } catch (error) {
      if (!isProblem(error, "tag.not_found")) throw error;
      tellDone(`“${tag.name}” is gone already.`, "Somebody else has removed it.");
    }
    await client.invalidateQueries({ queryKey: keys.tags });
  };
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={`Remove “${tag.name}”?`}
      confirmLabel="Remove the tag"
      isDangerous
      onConfirm={remove}
    >
      <Text size="sm">
        It comes off {counted(tag.activeAssets, "active asset")}, and is gone. The assets stay. A tag that a
        connection or another tag's rule names cannot be removed.
      </Text>
    </ConfirmDialog>
  );
}
