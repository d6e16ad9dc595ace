// Puts text into the clipboard, also where the page came by plain HTTP, and tells where the browser does not let it.

import { useEffect, useState } from "react";
import { tellRefused } from "./tell.tsx";

/** What is selected is copied, and the text given in its place: the only way for a page that came without TLS. */
function copyBySelection(text: string): boolean {
  const selection = getSelection();
  const before = selection !== null && selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
  const place = document.createElement("span");
  place.textContent = text;
  place.style.cssText = "position: fixed; opacity: 0; white-space: pre; user-select: text";
  let isGiven = false;
  const give = (event: ClipboardEvent): void => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
    event.stopImmediatePropagation();
    isGiven = event.clipboardData !== null;
  };
  document.body.append(place);
  addEventListener("copy", give, { capture: true });
  try {
    selection?.selectAllChildren(place);
    return document.execCommand("copy") && isGiven;
  } finally {
    removeEventListener("copy", give, { capture: true });
    place.remove();
    selection?.removeAllRanges();
    if (before !== null) selection?.addRange(before);
  }
}

/** Answers whether the clipboard has it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    // It is there only where the page is secure, and a person may forbid it.
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

const shownMs = 2000;

interface Copying {
  /** For a moment after it was copied. */
  readonly isCopied: boolean;
  readonly copy: () => void;
}

export function useCopying(text: string): Copying {
  const [copiedAt, setCopiedAt] = useState<number | null>(null);
  useEffect(() => {
    if (copiedAt === null) return;
    const timer = setTimeout(() => setCopiedAt(null), shownMs);
    return () => clearTimeout(timer);
  }, [copiedAt]);
  const copy = async (): Promise<void> => {
    if (await copyText(text)) setCopiedAt(performance.now());
    else
      tellRefused(
        "It is not copied",
        "The browser does not let this page copy: select the text and copy it by hand.",
      );
  };
  return { isCopied: copiedAt !== null, copy: () => void copy() };
}
