// Copies a value, and says that it did.

import { ActionIcon, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useCopying } from "./copying.ts";

interface CopyValueProps {
  readonly value: string;
  /** What is copied, e.g. "the external id" */
  readonly what: string;
}

export function CopyValue({ value, what }: CopyValueProps) {
  const { isCopied, copy } = useCopying(value);
  return (
    <Tooltip label={isCopied ? "Copied" : `Copy ${what}`} withArrow>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        onClick={copy}
        aria-label={isCopied ? `Copied ${what}` : `Copy ${what}`}
      >
        {isCopied ? <IconCheck size={15} /> : <IconCopy size={15} />}
      </ActionIcon>
    </Tooltip>
  );
}
