// Told above every page while the server cannot be reached.

import { Alert } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";

export function LostBanner() {
  return (
    <Alert
      color="yellow"
      icon={<IconPlugConnectedX />}
      title="The server cannot be reached"
      role="status"
      mb="md"
    >
      What is shown may be old. It is tried again every few seconds, and nothing that you typed is lost.
    </Alert>
  );
}
