// Where a query is written: with its parts in colours, what may come next, and what is wrong where it is wrong.

import { Box, Input } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type Ref, useId, useImperativeHandle, useMemo, useState } from "react";
import { EditorNotes, type ServerNote } from "./editor-notes.tsx";
import { PlainEditor } from "./plain-editor.tsx";
import styles from "./query-editor.module.css";
import { isUnfinished, notesOf, type TextNote } from "./query-notes.ts";
import { useQueryView } from "./use-query-view.ts";

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

/** What is told below the editor: all of it, but to somebody who is still writing nothing of what is not finished. */
function useNotes(text: string, isWriting: boolean): readonly TextNote[] {
  const [settled] = useDebouncedValue(text, noteAfterMs);
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
  const events = {
    changed: (text: string) => {
      setWriting(true);
      onChange(text);
    },
    submitted: () => {
      setWriting(false);
      onSubmit?.();
    },
    focusChanged: (isFocused: boolean) => !isFocused && setWriting(false),
  };
  const { parent, plain, isOpen, load, focus, apply } = useQueryView(value, placeholder, naming, events);
  useImperativeHandle(props.ref, () => ({ focus }), [focus]);
  return (
    <Box miw={0} flex={1}>
      <Input.Wrapper
        labelElement="div"
        label={props.isLabelHidden ? undefined : label}
        description={description}
        labelProps={{ onClick: focus }}
      >
        <div ref={parent} className={styles.frame} data-invalid={naming.isInvalid || undefined}>
          {!isOpen && (
            <PlainEditor
              ref={plain}
              value={value}
              hint={placeholder}
              naming={naming}
              events={events}
              onLoad={load}
            />
          )}
        </div>
      </Input.Wrapper>
      <EditorNotes id={naming.describedBy} text={value} notes={notes} serverNotes={errors} onApply={apply} />
    </Box>
  );
}
