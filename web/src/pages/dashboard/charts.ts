// The charts, loaded when there is something to draw: their library is as large as all the rest.

import { lazy } from "react";

export const ShareChart = lazy(async () => ({ default: (await import("./share-chart.tsx")).ShareChart }));
export const AgeChart = lazy(async () => ({ default: (await import("./age-chart.tsx")).AgeChart }));
export const DailyChart = lazy(async () => ({ default: (await import("./daily-chart.tsx")).DailyChart }));
