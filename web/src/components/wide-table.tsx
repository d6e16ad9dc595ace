// A table that scrolls within itself where the screen is narrower than it: by the keyboard, too.

import { Table } from "@mantine/core";
import type { ReactNode } from "react";

interface WideTableProps {
  readonly minWidth: number;
  readonly label: string;
  readonly children: ReactNode;
}

export function WideTable({ minWidth, label, children }: WideTableProps) {
  return (
    <Table.ScrollContainer minWidth={minWidth} type="native" tabIndex={0} role="region" aria-label={label}>
      <Table verticalSpacing="xs" aria-label={label}>
        {children}
      </Table>
    </Table.ScrollContainer>
  );
}
