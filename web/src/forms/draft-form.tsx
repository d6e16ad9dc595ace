// A form that is saved by itself, with its fields above and its buttons below.

import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { DraftBar, type DraftBarProps } from "./draft-bar.tsx";

interface DraftFormProps<Values> extends DraftBarProps<Values> {
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
