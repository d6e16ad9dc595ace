// A query in a menu: a click searches for it.

import { Menu, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { QueryText } from "../../components/query-editor/query-text.tsx";

interface QueryMenuItemProps {
  readonly title?: string;
  readonly text: string;
  readonly beside?: ReactNode;
  readonly onClick: () => void;
}

export function QueryMenuItem({ title, text, beside, onClick }: QueryMenuItemProps) {
  return (
    <Menu.Item onClick={onClick} rightSection={beside}>
      {title !== undefined && (
        <Text size="sm" fw={600} lineClamp={1} title={title}>
          {title}
        </Text>
      )}
      <QueryText text={text} lines={2} />
    </Menu.Item>
  );
}
