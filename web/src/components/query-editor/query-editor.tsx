// Where a query is written: with its parts in colours, what may come next, and what is wrong where it is wrong.

import { Box, Input } from "@mantine/core";
import { type Ref, useEffect, useId, useImperativeHandle, useMemo, useRef, useState } from "react";
import { EditorNotes, type ServerNote } from "./editor-notes.tsx";
import styles from "./query-editor.module.css";
import { isUnfinished, notesOf, type TextNote } from "./query-notes.ts";
import { type Naming, openQueryView, type QueryView, type QueryViewEvents } from "./query-view.ts";
import { useSettled } from "./use-settled.ts";

export interface QueryEditorHandle {
  focus(): void;
}

interface QueryEditorProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** Enter. */
  readonly onSubmit?: () => void;
  readonly label: string;
  /** For screen readers alone, where what stands around says it. */
  readonly isLabelHidden?: boolean;
  readonly description?: string;
  readonly placeholder?: string;
  /** What the server says of the text, as `errors` of a problem; it goes as soon as the text is another. */
  readonly errors?: readonly ServerNote[];
  readonly ref?: Ref<QueryEditorHandle>;
}

const usualHint = "e.g. operatingSystem.category: Windows and entra.isCompliant: false";
const noteAfterMs = 400;

/** Opens the editor once; what it tells is told to the handlers of now. */
function useQueryView(value: string, hint: string, naming: Naming, events: QueryViewEvents) {
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<QueryView>(null);
  const latest = useRef({ value, hint, naming, events });
  useEffect(() => {
    latest.current = { value, hint, naming, events };
  });
  useEffect(() => {
    if (parent.current === null) return;
    const { current } = latest;
    const opened = openQueryView(parent.current, current.value, current.hint, current.naming, {
      changed: (text) => latest.current.events.changed(text),
      submitted: () => latest.current.events.submitted(),
      focusChanged: (isFocused) => latest.current.events.focusChanged(isFocused),
    });
    view.current = opened;
    return () => opened.close();
  }, []);
  useEffect(() => view.current?.setText(value), [value]);
  const { label, describedBy, isInvalid } = naming;
  useEffect(
    () => view.current?.setNaming({ label, describedBy, isInvalid }),
    [label, describedBy, isInvalid],
  );
  return { parent, view };
}

/** What is told below the editor: all of it, but to somebody who is still writing nothing of what is not finished. */
function useNotes(text: string, isWriting: boolean): readonly TextNote[] {
  const settled = useSettled(text, noteAfterMs);
  const notes = useMemo(() => notesOf(settled), [settled]);
  if (settled !== text) return notes.filter((note) => note.to <= text.length && !isUnfinished(note, text));
  return isWriting ? notes.filter((note) => !isUnfinished(note, text)) : notes;
}

export function QueryEditor(props: QueryEditorProps) {
  const { value, onChange, onSubmit, label, description, placeholder = usualHint, errors = [] } = props;
  const [isWriting, setWriting] = useState(false);
  const notes = useNotes(value, isWriting);
  const id = useId();
  const naming = {
    label,
    describedBy: `${id}-notes`,
    isInvalid: errors.length > 0 || notes.some(({ isError }) => isError),
  };
  const { parent, view } = useQueryView(value, placeholder, naming, {
    changed: (text) => {
      setWriting(true);
      onChange(text);
    },
    submitted: () => {
      setWriting(false);
      onSubmit?.();
    },
    focusChanged: (isFocused) => !isFocused && setWriting(false),
  });
  useImperativeHandle(props.ref, () => ({ focus: () => view.current?.focus() }), [view]);
  return (
    <Box miw={0} flex={1}>
      <Input.Wrapper
        labelElement="div"
        label={props.isLabelHidden ? undefined : label}
        description={description}
        labelProps={{ onClick: () => view.current?.focus() }}
      >
        <div ref={parent} className={styles.frame} data-invalid={naming.isInvalid || undefined} />
      </Input.Wrapper>
      <EditorNotes
        id={naming.describedBy}
        text={value}
        notes={notes}
        serverNotes={errors}
        onApply={(change) => view.current?.apply(change)}
      />
    </Box>
  );
}
