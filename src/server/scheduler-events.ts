// What the scheduler tells: to whoever watches, and to the server's log.

import type { LiveEvent } from "../core/live-event.ts";
import type { SchedulerOptions } from "../sync/scheduler.ts";

export type Warn = (about: Readonly<Record<string, number>>, message: string) => void;

export function schedulerEvents(
  publish: (event: LiveEvent) => void,
  warn: Warn,
): Pick<SchedulerOptions, "onPlanned" | "onSkipped" | "onSecretExpiring"> {
  return {
    onPlanned: (connectionId) => publish({ kind: "connection_changed", connectionId }),
    onSkipped: (connectionId, dueAt) =>
      warn({ connectionId, dueAt }, "A run was due while another one still goes on; it is left out."),
    onSecretExpiring: (connectionId, daysLeft) => {
      warn({ connectionId, daysLeft }, "A connection's client secret expires soon, or has expired.");
      publish({ kind: "connection_changed", connectionId });
    },
  };
}
