// Who may sign in, and with which role.

import { Button } from "@mantine/core";
import { IconUserPlus, IconUsers } from "@tabler/icons-react";
import { useState } from "react";
import type { UserView } from "../../../../src/contract/user.ts";
import { keys } from "../../api/keys.ts";
import { useListing } from "../../api/use-listing.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { FormDialog } from "../../components/form-dialog.tsx";
import { ListingFrame } from "../../components/listing-frame.tsx";
import { OnlyFor } from "../../components/not-allowed.tsx";
import { Page } from "../../components/page.tsx";
import { ChangeUser } from "./change-user.tsx";
import { NewUserForm } from "./new-user-form.tsx";
import { RemoveUser } from "./remove-user.tsx";
import { UserTable } from "./user-table.tsx";

type Act = { readonly kind: "change" | "remove"; readonly user: UserView } | { readonly kind: "make" } | null;

function ActDialogs({ act, onClose }: { readonly act: Act; readonly onClose: () => void }) {
  return (
    <>
      <FormDialog isOpen={act?.kind === "make"} onClose={onClose} title="New user">
        <NewUserForm onDone={onClose} />
      </FormDialog>
      <FormDialog isOpen={act?.kind === "change"} onClose={onClose} title="Change user">
        {act?.kind === "change" && <ChangeUser id={act.user.id} onDone={onClose} />}
      </FormDialog>
      {act?.kind === "remove" && <RemoveUser user={act.user} onClose={onClose} />}
    </>
  );
}

function Users() {
  const listing = useListing<UserView>(keys.users, "/users");
  const [act, setAct] = useState<Act>(null);
  const add = (
    <Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={() => setAct({ kind: "make" })}>
      New user
    </Button>
  );
  return (
    <Page
      title="Users"
      lead="Who may sign in, and with which role. People who come by OpenID Connect for the first time are added here."
      actions={add}
    >
      <ListingFrame
        listing={listing}
        empty={
          <EmptyState icon={IconUsers} title="There are no users." action={add}>
            A user signs in to this console with a password.
          </EmptyState>
        }
      >
        <UserTable
          users={listing.items}
          onChange={(user) => setAct({ kind: "change", user })}
          onRemove={(user) => setAct({ kind: "remove", user })}
        />
      </ListingFrame>
      <ActDialogs act={act} onClose={() => setAct(null)} />
    </Page>
  );
}

export function UsersPage() {
  return (
    <OnlyFor atLeast="administrator" title="Users">
      <Users />
    </OnlyFor>
  );
}
