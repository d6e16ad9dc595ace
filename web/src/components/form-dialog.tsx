// A dialog with a form: nothing that is typed in it is lost by a click beside it.

import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { sessionEnd } from "../api/session-end.ts";

interface FormDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** False where only a button within closes it. */
  readonly isClosedByKey?: boolean;
  /** Made anew each time that the dialog opens. */
  readonly children: ReactNode;
}

export function FormDialog({ isOpen, onClose, title, isClosedByKey = true, children }: FormDialogProps) {
  // The key that is meant for a dialog above this one is not for this one.
  const close = (): void => {
    if (!sessionEnd.isEnded()) onClose();
  };
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={title}
      closeOnClickOutside={false}
      closeOnEscape={isClosedByKey}
      withCloseButton={isClosedByKey}
      closeButtonProps={{ "aria-label": "Close" }}
      transitionProps={{ duration: 0 }}
    >
      {children}
    </Modal>
  );
}
