// A form that is saved by itself, with its fields above and its buttons below.

import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import type { FieldWords } from "../components/changed-meanwhile.tsx";
import { DraftBar } from "./draft-bar.tsx";
import type { Draft } from "./use-draft.ts";

interface DraftFormProps<Values> {
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
  readonly children: ReactNode;
}

export function DraftForm<Values>({ children, ...bar }: DraftFormProps<Values>) {
  return (
    <form
      noValidate
      aria-label={bar.what}
      onSubmit={(event) => {
        event.preventDefault();
        bar.draft.save();
      }}
    >
      <Stack>
        {children}
        <DraftBar {...bar} />
      </Stack>
    </form>
  );
}
