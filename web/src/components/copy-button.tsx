// A button that copies a text which is too long for a sign beside it.

import { Button, type ButtonProps } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useCopying } from "./copying.ts";

interface CopyButtonProps extends Pick<ButtonProps, "size"> {
  readonly text: string;
  /** e.g. "Copy JSON" */
  readonly label: string;
}

export function CopyButton({ text, label, ...looks }: CopyButtonProps) {
  const { isCopied, copy } = useCopying(text);
  const Sign = isCopied ? IconCheck : IconCopy;
  return (
    <Button variant="default" leftSection={<Sign size={16} aria-hidden />} onClick={copy} {...looks}>
      {isCopied ? "Copied" : label}
    </Button>
  );
}
