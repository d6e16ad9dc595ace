// Copies a text, and says so where the browser lets no page copy.

import { useTimeout } from "@mantine/hooks";
import { useState } from "react";
import { tellRefused } from "./tell.tsx";

interface Copying {
  /** For a moment after it was copied. */
  readonly isCopied: boolean;
  readonly copy: () => void;
}

const shownMs = 2000;

export function useCopy(text: string): Copying {
  const [isCopied, setCopied] = useState(false);
  const { start } = useTimeout(() => setCopied(false), shownMs);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      start();
    } catch {
      // There is no clipboard over plain HTTP from another machine, and a person may forbid it.
      tellRefused(
        "Not copied",
        "The browser does not let this page copy: select the text and copy it by hand.",
      );
    }
  };
  return { isCopied, copy: () => void copy() };
}
