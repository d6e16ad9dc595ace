// Makes an API token, and shows its value this once.

import { Button, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { CreatedApiTokenView } from "../../../../src/contract/token.ts";
import { keys } from "../../api/keys.ts";
import { FormDialog } from "../../components/form-dialog.tsx";
import { NewTokenForm } from "./new-token-form.tsx";
import { TokenValue } from "./token-value.tsx";

interface NewTokenProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

function Shown({ made, onClose }: { readonly made: CreatedApiTokenView; readonly onClose: () => void }) {
  const [isCopied, setIsCopied] = useState(false);
  const [isAsked, setIsAsked] = useState(false);
  return (
    <Stack>
      <TokenValue made={made} onCopied={() => setIsCopied(true)} />
      {isAsked && (
        <Text size="sm" role="alert">
          You have not copied it with the button. Once this is closed, nobody can see it again.
        </Text>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={() => (isCopied || isAsked ? onClose() : setIsAsked(true))}>
          {isAsked ? "I have kept it: close" : "Close"}
        </Button>
      </Group>
    </Stack>
  );
}

export function NewToken({ isOpen, onClose }: NewTokenProps) {
  const client = useQueryClient();
  const [made, setMade] = useState<CreatedApiTokenView | null>(null);
  const close = (): void => {
    setMade(null);
    onClose();
  };
  const show = (token: CreatedApiTokenView): void => {
    setMade(token);
    void client.invalidateQueries({ queryKey: keys.tokens });
  };
  return (
    <FormDialog
      isOpen={isOpen}
      onClose={close}
      title={made === null ? "New API token" : "Your new API token"}
      isClosedByKey={made === null}
    >
      {made === null ? (
        <NewTokenForm onMade={show} onCancel={close} />
      ) : (
        <Shown made={made} onClose={close} />
      )}
    </FormDialog>
  );
}
