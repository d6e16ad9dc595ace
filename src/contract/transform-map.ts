// The transform map of a connection on the wire: its lines, what a change of it needs, and a sample of what it makes.

import { z } from "zod";
import { attributeTargets } from "../core/asset-attribute.ts";
import { longestRulePath, mostAddedRules } from "../core/transform-map-rules.ts";
import { moment } from "./time.ts";

/** The asset field that an attribute is. */
export function attributeTarget(name: string, isTyped: boolean): string {
  return `${attributeTargets[isTyped ? 1 : 0]}${name}`;
}

const from = z.string().min(1).max(longestRulePath).meta({
  description: "A device property, or a path into it.",
  example: "extensionAttributes.extensionAttribute1",
});
const to = z
  .string()
  .min(1)
  .max(longestRulePath)
  .meta({ description: "An asset field.", example: "asset.assetDetail.untypedAttributes.costCentre" });

/** The whole map: the connector's own lines are there as they are. */
const rules = z.array(z.strictObject({ from, to })).max(mostAddedRules + 50);

export const transformMapBody = z.strictObject({ rules }).meta({
  id: "TransformMapChange",
  description:
    "The whole map: the connector's own lines as they are, and those that are added, each into an attribute.",
});

export const transformMapPreviewBody = z
  .strictObject({
    rules,
    assetId: z
      .int()
      .min(1)
      .optional()
      .meta({ description: "Whose device is shown; otherwise the one that changed last." }),
  })
  .meta({ id: "TransformMapPreviewRequest" });

const rule = z.object({ from: z.string(), to: z.string(), required: z.boolean() });

const version = {
  version: z.int().meta({ description: "1 is the connector's own map." }),
  createdAt: moment,
  rules: z.array(rule),
  ownRules: z
    .int()
    .meta({ description: "So many of the lines, the first ones, are the connector's own and stay." }),
};

export const transformMapVersionView = z.object(version).meta({ id: "TransformMapVersion" });
export type TransformMapVersionView = z.infer<typeof transformMapVersionView>;

const missingProperties = z
  .array(z.string())
  .meta({ description: "Device properties that are not stored until the next full pull." });

export const transformMapView = z
  .object({ connectionId: z.int(), ...version, missingProperties })
  .meta({ id: "TransformMap" });
export type TransformMapView = z.infer<typeof transformMapView>;

const mapChange = z
  .object({
    kind: z.enum(["unchanged", "reads_stored", "needs_full_pull"]),
    missingProperties,
    words: z.string(),
  })
  .meta({ id: "TransformMapSaving", description: "What saving it needs." });
export type MapChangeView = z.infer<typeof mapChange>;

export const savedTransformMap = z
  .object({
    ...transformMapView.shape,
    saving: mapChange,
    taskId: z
      .int()
      .nullable()
      .meta({ description: "The task that reads by it what is stored; null where nothing changed." }),
  })
  .meta({ id: "SavedTransformMap" });
export type SavedTransformMap = z.infer<typeof savedTransformMap>;

const sampleLine = z.object({
  ...rule.shape,
  isStored: z.boolean().meta({ description: "Whether a full pull has asked for the property yet." }),
  isPresent: z
    .boolean()
    .meta({ description: "False: the device does not have it, which is not the same as null." }),
  value: z.unknown().optional(),
});

export const transformMapPreview = z
  .object({
    saving: mapChange,
    sample: z
      .object({
        assetId: z.int(),
        device: z.record(z.string(), z.unknown()),
        document: z.record(z.string(), z.unknown()),
        lines: z.array(sampleLine),
      })
      .nullable()
      .meta({
        description: "A stored device and what the map makes of it; null where the connection has none yet.",
      }),
  })
  .meta({ id: "TransformMapPreview" });
export type TransformMapPreview = z.infer<typeof transformMapPreview>;
