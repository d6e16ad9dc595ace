// Brings the editor where there is a query to show or somebody is about to write one, and keeps it as its owner says.

import { useCallback, useEffect, useRef, useState } from "react";
import type { TextChange } from "./query-notes.ts";
import type { Naming, QueryView, QueryViewEvents } from "./query-view.ts";

/** Where somebody is writing in what stood there before; null where nobody is. */
function cursorOf(plain: HTMLTextAreaElement | null): number | null {
  return plain !== null && document.activeElement === plain ? plain.selectionStart : null;
}

export function useQueryView(value: string, hint: string, naming: Naming, events: QueryViewEvents) {
  const parent = useRef<HTMLDivElement>(null);
  const plain = useRef<HTMLTextAreaElement>(null);
  const view = useRef<QueryView>(null);
  const [isWanted, setWanted] = useState(false);
  // It is the heaviest part of the page: an empty bar does without. Once asked for, it stays.
  const isAsked = isWanted || value !== "";
  const [isOpen, setOpen] = useState(false);
  const load = useCallback(() => setWanted(true), []);
  // What the editor tells is told to the handlers of now.
  const latest = useRef({ value, hint, naming, events });
  useEffect(() => {
    latest.current = { value, hint, naming, events };
  });
  useEffect(() => {
    if (isAsked) load();
  }, [isAsked, load]);
  useEffect(() => {
    let isOver = false;
    const open = async (): Promise<void> => {
      const { openQueryView } = await import("./query-view.ts");
      const { current } = latest;
      if (isOver || parent.current === null) return;
      const beginning = { text: current.value, hint: current.hint, cursor: cursorOf(plain.current) };
      view.current = openQueryView(parent.current, beginning, current.naming, {
        changed: (text) => latest.current.events.changed(text),
        submitted: () => latest.current.events.submitted(),
        focusChanged: (isFocused) => latest.current.events.focusChanged(isFocused),
      });
      setOpen(true);
    };
    // Without it, the plain one goes on as it is.
    if (isAsked) open().catch(() => undefined);
    return () => {
      isOver = true;
      view.current?.close();
      view.current = null;
    };
  }, [isAsked]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what changed while the editor came is said to it, too.
  useEffect(() => view.current?.setText(value), [value, isOpen]);
  const { label, describedBy, isInvalid } = naming;
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above.
  useEffect(
    () => view.current?.setNaming({ label, describedBy, isInvalid }),
    [label, describedBy, isInvalid, isOpen],
  );
  const focus = useCallback(() => {
    load();
    if (view.current === null) plain.current?.focus();
    else view.current.focus();
  }, [load]);
  const apply = useCallback((change: TextChange) => {
    if (view.current !== null) return view.current.apply(change);
    const { value: text, events: told } = latest.current;
    told.changed(text.slice(0, change.from) + change.insert + text.slice(change.to));
  }, []);
  return { parent, plain, isOpen, load, focus, apply };
}
