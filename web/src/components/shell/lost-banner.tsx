// Told above every page while the server cannot be reached.

import { Alert } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import classes from "./shell.module.css";

export function LostBanner({ isLost }: { readonly isLost: boolean }) {
  // The place is there before its words, or no screen reader tells them.
  return (
    <div role="status" className={classes.lost}>
      {isLost && (
        <Alert
          role="none"
          variant="outline"
          bg="var(--mantine-color-body)"
          color="yellow"
          icon={<IconPlugConnectedX />}
          title="The server cannot be reached"
          mb="md"
        >
          What is shown may be old. It is tried again every few seconds, and nothing that you typed is lost.
        </Alert>
      )}
    </div>
  );
}
