// The severity map of a connection on the wire, and how many assets have which severity.

import { z } from "zod";
import { longestStaleDays, postureSignals } from "../core/severity.ts";

const severity = z.literal([1, 2, 3, 4, 5]).nullable();
const severities = z
  .strictObject(
    Object.fromEntries(postureSignals.map((signal) => [signal, severity])) as Record<
      (typeof postureSignals)[number],
      typeof severity
    >,
  )
  .meta({ description: "By signal, 1 to 5; null: the signal gives none." });
const staleAfterDays = z.int().min(1).max(longestStaleDays).meta({
  description: "A device is stale when its last sign-in is this long ago; one that never signed in is not.",
});

export const severityMapBody = z
  .strictObject({ severities, staleAfterDays })
  .meta({ id: "SeverityMapChange" });
export type SeverityMapBody = z.infer<typeof severityMapBody>;

export const severityPreviewBody = z
  .strictObject({ map: severityMapBody })
  .meta({ id: "SeverityPreviewRequest" });

export const severityMapView = z
  .object({
    connectionId: z.int(),
    version: z.int().meta({ description: "The connection's." }),
    severities: z.object(severities.shape),
    staleAfterDays: z.int(),
  })
  .meta({ id: "SeverityMap" });
export type SeverityMapView = z.infer<typeof severityMapView>;

export const savedSeverityMap = z
  .object({
    ...severityMapView.shape,
    taskId: z.int().nullable().meta({
      description: "The task that moves those that are stale by it alone; null where there are none.",
    }),
  })
  .meta({ id: "SavedSeverityMap" });
export type SavedSeverityMap = z.infer<typeof savedSeverityMap>;

export const severityPreview = z
  .object({
    counts: z.array(z.object({ severity, before: z.int(), after: z.int() })),
  })
  .meta({
    id: "SeverityPreview",
    description: "Active assets of the connection by severity, as it is and by the map.",
  });
export type SeverityPreview = z.infer<typeof severityPreview>;
