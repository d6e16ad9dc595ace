// What is there for those who ask for it: a button that shows it and hides it again.

import { Box, Collapse, Group, Text, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { type ReactNode, useId, useState } from "react";

interface DisclosureProps {
  readonly label: string;
  /** Shown whatever was pressed, e.g. because something in it is wrong. */
  readonly isForced?: boolean;
  readonly isOpenAtFirst?: boolean;
  readonly children: ReactNode;
}

export function Disclosure({ label, isForced = false, isOpenAtFirst = false, children }: DisclosureProps) {
  const [isWanted, setIsWanted] = useState(isOpenAtFirst);
  const id = useId();
  const isOpen = isWanted || isForced;
  const Sign = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <Box>
      <UnstyledButton aria-expanded={isOpen} aria-controls={id} onClick={() => setIsWanted(!isOpen)}>
        <Group gap={4} wrap="nowrap" c="var(--mantine-color-anchor)">
          <Sign size={16} aria-hidden />
          <Text size="sm" fw={500}>
            {label}
          </Text>
        </Group>
      </UnstyledButton>
      <Collapse expanded={isOpen} id={id} keepMountedMode="display-none">
        <Box pt="xs">{children}</Box>
      </Collapse>
    </Box>
  );
}
