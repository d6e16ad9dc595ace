// What is said below the editor: each mistake, where it is, and what may be written instead.

import { Box, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleX } from "@tabler/icons-react";
import styles from "./query-editor.module.css";
import { changeBy, type TextChange, type TextNote } from "./query-notes.ts";

/** As it stands in the `errors` of a problem. */
export interface ServerNote {
  readonly code?: string;
  readonly reason: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly suggestions?: readonly string[] | undefined;
}

interface EditorNotesProps {
  readonly id: string;
  readonly text: string;
  readonly notes: readonly TextNote[];
  readonly serverNotes: readonly ServerNote[];
  readonly onApply: (change: TextChange) => void;
}

const mostShown = 3;
const mostSuggestions = 5;
const longestSnippet = 60;

function toNote({ code = "", reason, from = 0, to = 0, suggestions = [] }: ServerNote): TextNote {
  return { code: code as TextNote["code"], message: reason, from, to, suggestions, isError: true };
}

function snippetOf(text: string, { from, to }: TextNote): string {
  const snippet = text.slice(from, to).trim();
  return snippet.length > longestSnippet ? `${snippet.slice(0, longestSnippet)}…` : snippet;
}

type NoteLineProps = Pick<EditorNotesProps, "text" | "onApply"> & { readonly note: TextNote };

function NoteLine({ text, note, onApply }: NoteLineProps) {
  const Sign = note.isError ? IconCircleX : IconAlertTriangle;
  const snippet = snippetOf(text, note);
  return (
    <Group gap={6} align="flex-start" wrap="nowrap" className={note.isError ? styles.error : styles.warning}>
      <Sign size={16} aria-hidden className={styles.sign} />
      <Group gap={6} miw={0}>
        <Text size="sm" inherit={false} c="inherit">
          {snippet !== "" && (
            <Text span ff="monospace" size="sm" fw={600}>
              {snippet}:{" "}
            </Text>
          )}
          {note.message}
        </Text>
        {note.suggestions.slice(0, mostSuggestions).map((suggestion) => (
          <Button
            key={suggestion}
            size="compact-xs"
            variant="default"
            ff="monospace"
            maw="100%"
            aria-label={`Write ${suggestion}`}
            onClick={() => onApply(changeBy(note, suggestion, text))}
          >
            {suggestion}
          </Button>
        ))}
      </Group>
    </Group>
  );
}

/** Is there also while there is nothing to say, so that what comes is read out. */
export function EditorNotes({ id, text, notes, serverNotes, onApply }: EditorNotesProps) {
  const told = new Set(notes.map(({ message }) => message));
  const all = [...notes, ...serverNotes.map(toNote).filter(({ message }) => !told.has(message))];
  const rest = all.length - mostShown;
  return (
    <Box id={id} aria-live="polite">
      {all.length > 0 && (
        <Stack gap={4} pt={6}>
          {all.slice(0, mostShown).map((note) => (
            <NoteLine key={`${note.from} ${note.message}`} text={text} note={note} onApply={onApply} />
          ))}
          {rest > 0 && (
            <Text size="sm" c="dimmed">
              And {rest} more, underlined in the text.
            </Text>
          )}
        </Stack>
      )}
    </Box>
  );
}
