// Stands where the editor will be, and can be written in, until it has come.

import type { KeyboardEvent, Ref } from "react";
import styles from "./query-editor.module.css";
import type { Naming, QueryViewEvents } from "./query-view.ts";

interface PlainEditorProps {
  readonly ref: Ref<HTMLTextAreaElement>;
  readonly value: string;
  readonly hint: string;
  readonly naming: Naming;
  readonly events: QueryViewEvents;
  /** Somebody is about to write. */
  readonly onLoad: () => void;
}

export function PlainEditor({ ref, value, hint, naming, events, onLoad }: PlainEditorProps) {
  const press = (event: KeyboardEvent): void => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (!event.shiftKey) events.submitted();
  };
  return (
    <textarea
      ref={ref}
      className={styles.plain}
      rows={1}
      spellCheck={false}
      autoCapitalize="off"
      placeholder={hint}
      value={value}
      aria-label={naming.label}
      aria-describedby={naming.describedBy}
      aria-invalid={naming.isInvalid}
      onChange={({ currentTarget }) => events.changed(currentTarget.value.replace(/\r\n?|\n/g, " "))}
      onKeyDown={press}
      onFocus={onLoad}
      onPointerEnter={onLoad}
    />
  );
}
