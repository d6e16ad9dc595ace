// Tries a transform map on a stored device while it is edited: what each line yields, and what saving it needs.

import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { MapChangeView, TransformMapPreview } from "../../../../src/contract/transform-map.ts";
import { fieldErrors } from "../../api/problem.ts";
import { mapPreviewQuery } from "../../api/transform-maps.ts";
import { type AddedLine, errorsByLine, isWhole, type MapRule, ruleOf } from "../../forms/map-lines.ts";
import type { MapSample } from "../../forms/transform-map-form.tsx";

type PreviewSample = NonNullable<TransformMapPreview["sample"]>;

export interface MapTrial {
  /** Undefined before the server has answered; null where no device is stored. */
  readonly sample: (MapSample & PreviewSample) | null | undefined;
  readonly saving: MapChangeView | null;
  /** By key and field of a line, e.g. `KEY.from`. */
  readonly errors: Readonly<Record<string, string>>;
  /** Why the device that was asked for cannot be shown. */
  readonly assetError: string | null;
  /** Where something else went wrong. */
  readonly error: Error | null;
  readonly isOld: boolean;
  readonly retry: () => void;
}

interface Tried {
  readonly own: readonly MapRule[];
  readonly lines: readonly AddedLine[];
  readonly assetId: number | null;
}

function namedSample(sample: PreviewSample): MapSample & PreviewSample {
  const { displayName } = sample.device;
  const name =
    typeof displayName === "string" && displayName !== "" ? displayName : `asset ${sample.assetId}`;
  return { ...sample, name };
}

/** The whole map as it is typed; and, where the server refuses lines of it, what the others make of the device. */
export function useMapTrial(id: number, { own, lines, assetId }: Tried): MapTrial {
  const [settled] = useDebouncedValue(lines, 350);
  const tried = settled.filter(isWhole);
  const queryOf = (some: readonly AddedLine[]) =>
    mapPreviewQuery(
      id,
      [...own, ...some.map(ruleOf)].map(({ from, to }) => ({ from, to })),
      assetId,
    );
  const { data, error, isPlaceholderData, refetch } = useQuery(queryOf(tried));
  const reasons = fieldErrors(error);
  const errors = errorsByLine(reasons, tried, own.length);
  const isRefused = Object.keys(errors).length > 0;
  const good = tried.filter(({ key }) => !(`${key}.from` in errors || `${key}.to` in errors));
  const { data: ofGood } = useQuery({ ...queryOf(good), enabled: isRefused });
  const sample = (data ?? ofGood)?.sample;
  const assetError = reasons.assetId ?? null;
  return {
    sample: sample && namedSample(sample),
    saving: error === null && data !== undefined ? data.saving : null,
    errors,
    assetError,
    error: assetError === null && !isRefused ? error : null,
    isOld: isPlaceholderData || settled !== lines,
    retry: () => void refetch(),
  };
}
