// How many assets came and how many were retired, day by day.

import { dailyCountsQuery, dailyCountsView } from "../../contract/asset-search.ts";
import { toMoment } from "../../contract/time.ts";
import type { TimeStretch } from "../../core/clock.ts";
import { lastDays } from "../../core/time-zone.ts";
import type { ApiRoutes } from "../app-options.ts";
import type { ConnectionOptions } from "../connection-options.ts";

/** From the first moment on, and before the last. */
const inQuery = ({ from, until }: TimeStretch): string => `[${toMoment(from)} .. ${toMoment(until)})`;

export function dailyCountRoutes({
  storage,
  clock,
}: Pick<ConnectionOptions, "storage" | "clock">): ApiRoutes {
  return (api) => {
    api.get(
      "/assets/daily-counts",
      {
        config: { role: "viewer" },
        schema: {
          operationId: "readDailyCounts",
          summary: "Counts the assets that came and those that were retired on each of the last days",
          tags: ["assets"],
          querystring: dailyCountsQuery,
          response: { 200: dailyCountsView },
        },
      },
      async ({ query }) => {
        const days = lastDays(query.timeZone, query.days, clock.now());
        const counts = await storage.countArrivals(days);
        return {
          days: days.map((day, index) => ({
            date: day.date,
            from: toMoment(day.from),
            until: toMoment(day.until),
            created: counts[index]?.created ?? 0,
            retired: counts[index]?.retired ?? 0,
            createdQuery: `firstSeen: ${inQuery(day)} and lifecycle.state: [active, retired]`,
            retiredQuery: `lifecycle.retiredAt: ${inQuery(day)}`,
          })),
        };
      },
    );
  };
}
