// What the processes of a server on PostgreSQL tell each other: live events for whoever watches, and that there is something to do.

import { z } from "zod";
import type { LiveEvent } from "../core/live-event.ts";

export type Signal =
  | { readonly kind: "event"; readonly event: LiveEvent }
  /** A task, a removal, or a run to end. */
  | { readonly kind: "work_wanted" }
  | { readonly kind: "plan_changed" }
  | { readonly kind: "run_completed" };

const eventKinds = [
  "run_progress",
  "run_changed",
  "connection_changed",
  "inventory_task_changed",
  "connection_removed",
] as const satisfies readonly LiveEvent["kind"][];

/** Whoever may write to the database may say anything; what another release says and this one does not know is passed over. */
const signal = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("event"), event: z.looseObject({ kind: z.enum(eventKinds) }) }),
  z.object({ kind: z.literal("work_wanted") }),
  z.object({ kind: z.literal("plan_changed") }),
  z.object({ kind: z.literal("run_completed") }),
]);

export function signalToText(told: Signal): string {
  return JSON.stringify(told);
}

/** Null for what this release does not know. */
export function textToSignal(text: string): Signal | null {
  try {
    return (signal.safeParse(JSON.parse(text)).data as Signal | undefined) ?? null;
  } catch {
    return null;
  }
}
