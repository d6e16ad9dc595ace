// Told above every page while the server cannot be reached, or does not tell this page what changes.

import { Alert } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import type { Liveness } from "../../api/live-events.ts";
import classes from "./shell.module.css";

const told: Partial<Record<Liveness, { readonly title: string; readonly text: string }>> = {
  lost: {
    title: "The server cannot be reached",
    text: "What is shown may be old. It is tried again every few seconds, and nothing that you typed is lost.",
  },
  refused: {
    title: "This page does not follow what changes",
    text: "The server lets nobody watch in more than 20 windows at a time. Close some; it is tried again every half minute. Everything else works, and a page that is loaded again shows what is so by then.",
  },
};

export function LostBanner({ liveness }: { readonly liveness: Liveness }) {
  const banner = told[liveness];
  // The place is there before its words, or no screen reader tells them.
  return (
    <div role="status" className={classes.lost}>
      {banner && (
        <Alert
          role="none"
          variant="outline"
          bg="var(--mantine-color-body)"
          color="yellow"
          icon={<IconPlugConnectedX />}
          title={banner.title}
          mb="md"
        >
          {banner.text}
        </Alert>
      )}
    </div>
  );
}
