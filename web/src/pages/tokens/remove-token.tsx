// Removes an API token, once somebody has said that they mean it.

import { Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ApiTokenView } from "../../../../src/contract/token.ts";
import { removeToken } from "../../api/access.ts";
import { keys } from "../../api/keys.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Moment } from "../../components/moment.tsx";
import { tellDone } from "../../components/tell.tsx";

interface RemoveTokenProps {
  readonly token: ApiTokenView;
  readonly onClose: () => void;
}

export function RemoveToken({ token, onClose }: RemoveTokenProps) {
  const client = useQueryClient();
  const remove = async (): Promise<void> => {
    await removeToken(token.id);
    tellDone("The API token is removed.", token.name);
    void client.invalidateQueries({ queryKey: keys.tokens });
  };
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title="Remove this API token?"
      confirmLabel="Remove the token"
      isDangerous
      onConfirm={remove}
    >
      <Text size="sm">
        Whatever still sends <b>{token.name}</b> is refused from now on.{" "}
        {token.lastUsedAt === null ? (
          "It was never used."
        ) : (
          <>
            It was last used <Moment at={token.lastUsedAt} isRelative />.
          </>
        )}
      </Text>
    </ConfirmDialog>
  );
}
