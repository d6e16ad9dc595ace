// A dialog with a form: nothing that is typed in it is lost by a click beside it.

import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useReturnFocus } from "./return-focus.ts";

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
  useReturnFocus(isOpen);
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      closeOnClickOutside={false}
      closeOnEscape={isClosedByKey}
      withCloseButton={isClosedByKey}
      transitionProps={{ duration: 0 }}
    >
      {children}
    </Modal>
  );
}
