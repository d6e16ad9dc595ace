// Removes a user, once somebody has said that they mean it.

import { Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { UserView } from "../../../../src/contract/user.ts";
import { removeUser } from "../../api/access.ts";
import { keys } from "../../api/keys.ts";
import { leave, usePrincipal } from "../../api/session.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { tellDone } from "../../components/tell.tsx";
import { paths } from "../../paths.ts";

export function RemoveUser({ user, onClose }: { readonly user: UserView; readonly onClose: () => void }) {
  const client = useQueryClient();
  const isOwn = usePrincipal().id === user.id;
  const remove = async (): Promise<void> => {
    await removeUser(user.id);
    if (isOwn) return leave(paths.signIn);
    tellDone("The user is removed.", user.name);
    void client.invalidateQueries({ queryKey: keys.users });
    void client.invalidateQueries({ queryKey: keys.tokens });
  };
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={isOwn ? "Remove yourself?" : "Remove this user?"}
      confirmLabel="Remove the user"
      isDangerous
      onConfirm={remove}
    >
      <Text size="sm">
        <b>{user.name}</b> ({user.email}) can no longer sign in
        {isOwn ? ", and you are signed out at once" : ""}. Their sessions end, and so do the API tokens that
        they made. The audit log keeps what they did.
      </Text>
      {user.signIn === "oidc" && (
        <Text size="sm">
          As long as the identity provider lets them in, they can come again as a new user: block them there
          as well.
        </Text>
      )}
    </ConfirmDialog>
  );
}
