// A table that scrolls within itself where the screen is narrower than it: by the keyboard, too.

import { Table } from "@mantine/core";
import type { ReactNode } from "react";

interface WideTableProps {
  readonly minWidth: number;
  /** Where it scrolls down within itself, too, and its heading stays in sight. */
  readonly maxHeight?: string;
  readonly label: string;
  readonly children: ReactNode;
}

export function WideTable({ minWidth, maxHeight, label, children }: WideTableProps) {
  return (
    <Table.ScrollContainer
      minWidth={minWidth}
      {...(maxHeight !== undefined && { maxHeight })}
      type="native"
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <Table verticalSpacing="xs" aria-label={label} stickyHeader={maxHeight !== undefined}>
        {children}
      </Table>
    </Table.ScrollContainer>
  );
}
