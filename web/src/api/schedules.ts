// What a schedule means, in the server's words.

import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { ScheduleBody, schedulePreview } from "../../../src/contract/schedule.ts";
import { send } from "./client.ts";

export type SchedulePreview = z.infer<typeof schedulePreview>;

export const schedulePreviewQuery = (schedule: ScheduleBody | null) =>
  queryOptions({
    queryKey: ["schedule-preview", schedule],
    queryFn: ({ signal }) =>
      send<SchedulePreview>("POST", "/schedule-previews", { body: { schedule }, signal }),
    enabled: schedule !== null,
    // The words of before stay until those of now are there.
    placeholderData: keepPreviousData,
  });
