// Below each form that is saved by itself: what came of saving it, and the buttons.

import { Button, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { ChangedMeanwhile, type FieldWords } from "../components/changed-meanwhile.tsx";
import { ProblemAlert } from "../components/problem-alert.tsx";
import type { Draft } from "./use-draft.ts";

export interface DraftBarProps<Values> {
  readonly draft: Draft<Values>;
  /** e.g. "the schedule" */
  readonly what: string;
  /** What is entered, in words, so that two versions can be told apart. */
  readonly words: (values: Values) => FieldWords;
  /** On the button, e.g. "Save schedule" */
  readonly saveLabel: string;
  /** Why it cannot be saved yet, where that is so. */
  readonly notYet?: string | null;
  /** Before the button that saves. */
  readonly acts?: ReactNode;
}

export function DraftBar<Values>({
  draft,
  what,
  words,
  saveLabel,
  notYet = null,
  acts,
}: DraftBarProps<Values>) {
  const { form, isChanged, theirs, isSaving, error } = draft;
  return (
    <Stack gap="sm">
      {theirs !== null && (
        <ChangedMeanwhile
          what={what}
          mine={words(form.values)}
          theirs={words(theirs)}
          onTakeTheirs={draft.takeTheirs}
          onSaveMine={draft.saveMine}
          isSaving={isSaving}
        />
      )}
      {error !== null && <ProblemAlert error={error} title={`Not saved: ${what}`} />}
      <Group gap="xs">
        {acts}
        <Button type="submit" loading={isSaving} disabled={!isChanged || theirs !== null || notYet !== null}>
          {saveLabel}
        </Button>
        <Button variant="default" onClick={draft.undo} disabled={!isChanged || isSaving}>
          Undo changes
        </Button>
        <Text size="sm" c="dimmed">
          {notYet ?? (isChanged ? "Not saved yet." : "")}
        </Text>
      </Group>
    </Stack>
  );
}
