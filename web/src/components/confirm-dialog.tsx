// Asks before something that is not easily undone, and stays open until it is done or refused.

import { Button, Group, Modal, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { onFirstClick } from "./first-click.ts";
import { ProblemAlert } from "./problem-alert.tsx";
import { useReturnFocus } from "./return-focus.ts";

interface ConfirmDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What will happen. */
  readonly children: ReactNode;
  /** On the button: the act, never "OK". */
  readonly confirmLabel: string;
  readonly isDangerous?: boolean;
  /** Whether the button can be pressed. */
  readonly isReady?: boolean;
  /** Where it lies over another dialog, within a `Modal.Stack`: Escape closes this one alone. */
  readonly stackId?: string;
  /** Closes the dialog when it resolves; a rejection is told in the dialog. */
  readonly onConfirm: () => Promise<unknown>;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isOpen, onClose, title, children, confirmLabel, isDangerous = false, isReady = true } = props;
  useReturnFocus(isOpen);
  const act = useMutation({ mutationFn: props.onConfirm, onSuccess: () => close() });
  const close = (): void => {
    act.reset();
    onClose();
  };
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={title}
      size="md"
      closeButtonProps={{ "aria-label": "Close" }}
      {...(props.stackId !== undefined && { stackId: props.stackId })}
    >
      <Stack>
        {children}
        {act.error !== null && <ProblemAlert error={act.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button
            color={isDangerous ? "red" : undefined}
            disabled={!isReady}
            loading={act.isPending}
            onClick={onFirstClick(() => act.mutate())}
          >
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
