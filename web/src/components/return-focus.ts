// Where the keyboard is once a dialog has closed: where it was before, also when the dialog is gone at once.

import { useLayoutEffect, useState } from "react";

/** What opened the dialog: the button of a menu where it was one of the menu's items, which are gone by now. */
function openerOf(active: Element | null): HTMLElement | null {
  const menu = active?.closest('[role="menu"]');
  const labelId = menu?.getAttribute("aria-labelledby");
  const opener = labelId ? document.getElementById(labelId) : active;
  return opener instanceof HTMLElement && opener !== document.body ? opener : null;
}

export function useReturnFocus(isOpen: boolean): void {
  const [kept, setKept] = useState<{ readonly isOpen: boolean; readonly opener: HTMLElement | null }>({
    isOpen: false,
    opener: null,
  });
  // Before anything is drawn: a menu may be gone in the moment in which the dialog comes.
  if (isOpen !== kept.isOpen)
    setKept({ isOpen, opener: isOpen ? openerOf(document.activeElement) : kept.opener });
  const { opener } = kept;
  useLayoutEffect(() => {
    if (!isOpen) return;
    return () => {
      if (opener?.isConnected === true) opener.focus({ preventScroll: true });
    };
  }, [isOpen, opener]);
}
