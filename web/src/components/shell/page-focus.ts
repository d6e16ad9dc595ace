// Where the keyboard and a screen reader go on after somebody went to another page: its heading, which is read out.

import { useEffect, useRef } from "react";

export const mainId = "page";

/** The page's heading, or the page where it has none yet. */
function focusPage(): void {
  const main = document.getElementById(mainId);
  // What is focused within the page has a reason to be, such as a tab that stays, or a field to begin with.
  if (main === null || main.contains(document.activeElement)) return;
  if (document.activeElement?.closest('[role="dialog"]')) return;
  const heading = main.querySelector<HTMLElement>("h1[tabindex]");
  (heading ?? main).focus({ preventScroll: true });
}

/** Not for the first page: the browser reads that one itself. */
export function usePageFocus(pathname: string): void {
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    focusPage();
  }, [pathname]);
}
