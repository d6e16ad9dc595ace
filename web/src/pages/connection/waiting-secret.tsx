// A second secret that waits: it is tested, takes over, or is forgotten.

import { Button, Group, Text } from "@mantine/core";
import { IconPlugConnected } from "@tabler/icons-react";
import { useState } from "react";
import type { ConnectionView } from "../../../../src/contract/connection.ts";
import type { Versioned } from "../../api/client.ts";
import { dropNextSecret, takeOverNextSecret } from "../../api/next-secrets.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { tellDone } from "../../components/tell.tsx";
import { ConnectionTestDialog } from "../../forms/connection-test-dialog.tsx";
import { SecretState } from "./secret-state.tsx";
import { useKeepConnection } from "./use-connection-draft.ts";

interface WaitingSecretProps {
  readonly connectionId: number;
  readonly note: NonNullable<ConnectionView["nextSecret"]>;
}

type Asked = "test" | "take_over" | "forget" | null;

interface DialogsProps extends Pick<WaitingSecretProps, "connectionId"> {
  readonly asked: Asked;
  readonly onClose: () => void;
  readonly onPassed: () => void;
}

function Dialogs({ connectionId, asked, onClose, onPassed }: DialogsProps) {
  const keep = useKeepConnection(connectionId);
  const act = async (change: Promise<Versioned<ConnectionView>>, done: string): Promise<void> => {
    keep(await change);
    tellDone(done);
  };
  return (
    <>
      <ConnectionTestDialog
        isOpen={asked === "test"}
        onClose={onClose}
        input={{ connectionId, secret: "next" }}
        onPassed={onPassed}
      />
      <ConfirmDialog
        isOpen={asked === "take_over"}
        onClose={onClose}
        title="Let the second secret take over?"
        confirmLabel="Take over"
        onConfirm={() => act(takeOverNextSecret(connectionId), "The second secret is in use now")}
      >
        <Text size="sm">
          From the next request on the second secret is used, and Rollcall forgets the old one. Delete the old
          one in the app registration afterwards.
        </Text>
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={asked === "forget"}
        onClose={onClose}
        title="Forget the second secret?"
        confirmLabel="Forget it"
        isDangerous
        onConfirm={() => act(dropNextSecret(connectionId), "The second secret is forgotten")}
      >
        <Text size="sm">The one in use stays. Delete the second one in the app registration as well.</Text>
      </ConfirmDialog>
    </>
  );
}

export function WaitingSecret({ connectionId, note }: WaitingSecretProps) {
  const [asked, setAsked] = useState<Asked>(null);
  const [hasPassed, setHasPassed] = useState(false);
  return (
    <SecretState label="Waits to take over" note={note}>
      <Group gap="xs">
        <Button
          variant={hasPassed ? "default" : "filled"}
          leftSection={<IconPlugConnected size={16} aria-hidden />}
          onClick={() => setAsked("test")}
        >
          Test second secret
        </Button>
        <Button disabled={!hasPassed} onClick={() => setAsked("take_over")}>
          Take over
        </Button>
        <Button variant="subtle" color="red" onClick={() => setAsked("forget")}>
          Forget second secret
        </Button>
      </Group>
      {!hasPassed && (
        <Text size="sm" c="dimmed">
          It must pass the connection test before it can take over.
        </Text>
      )}
      <Dialogs
        connectionId={connectionId}
        asked={asked}
        onClose={() => setAsked(null)}
        onPassed={() => setHasPassed(true)}
      />
    </SecretState>
  );
}
