// Told where somebody else has changed the user meanwhile: what they made of it, and what now.

import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import type { UserView } from "../../../../src/contract/user.ts";
import type { Versioned } from "../../api/client.ts";
import { roleWords } from "../../components/role-field.tsx";

interface ChangedUserProps {
  readonly theirs: Versioned<UserView>;
  readonly onTake: (theirs: Versioned<UserView>) => void;
  readonly onSave: (theirs: Versioned<UserView>) => void;
}

export function ChangedUser({ theirs, onTake, onSave }: ChangedUserProps) {
  const { name, role } = theirs.value;
  return (
    <Alert color="orange" icon={<IconUsers />} title="Somebody else changed this user meanwhile" role="alert">
      <Stack gap="xs">
        <Text size="sm">
          Saved by now: <b>{name}</b>, {roleWords[role]}. What you entered is below, and not saved.
        </Text>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => onTake(theirs)}>
            Take theirs
          </Button>
          <Button size="xs" onClick={() => onSave(theirs)}>
            Save mine over it
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
