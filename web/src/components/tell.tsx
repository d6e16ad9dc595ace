// Short messages in the corner: what was done, and what was not.

import { notifications } from "@mantine/notifications";
import type { ReactNode } from "react";
import { wordsOf } from "./problem-alert.tsx";

export function tellDone(title: string, message: ReactNode = null): void {
  notifications.show({ color: "green", title, message });
}

/** Stays until it is closed: somebody may look elsewhere. */
export function tellProblem(title: string, error: unknown): void {
  notifications.show({ color: "red", title, message: wordsOf(error), autoClose: false });
}

/** What the browser or the machine does not allow, with what to do instead. */
export function tellRefused(title: string, message: string): void {
  notifications.show({ color: "orange", title, message, autoClose: false });
}
