// Counts in an order of their own as bars; a bar leads to its assets, and so does its line in the list below.

import { BarChart } from "@mantine/charts";
import "@mantine/charts/styles.css";
import { useNavigate } from "react-router";
import { axisMargin, countAxis } from "../../components/axis-ticks.ts";
import { wholeNumber } from "../../components/moment-words.ts";
import { paths } from "../../paths.ts";
import classes from "./chart-card.module.css";
import { SliceList } from "./chart-card.tsx";
import type { Slice } from "./slices.ts";

interface AgeChartProps {
  readonly slices: readonly Slice[];
  readonly total: number;
}

export function AgeChart({ slices, total }: AgeChartProps) {
  const navigate = useNavigate();
  const data = slices.map(({ label, count, color }) => ({ label, color, Assets: count }));
  const go = (_bar: unknown, place: number): void => {
    const query = slices[place]?.query;
    if (query) void navigate(paths.assets({ query }));
  };
  return (
    <div className={classes.beside}>
      <div aria-hidden className={classes.bars}>
        <BarChart
          h={150}
          data={data}
          dataKey="label"
          series={[{ name: "Assets", color: "indigo.6" }]}
          withXAxis={false}
          yAxisProps={countAxis(Math.max(1, ...slices.map(({ count }) => count)))}
          barChartProps={axisMargin}
          valueFormatter={wholeNumber}
          maxBarWidth={56}
          accessibilityLayer={false}
          barProps={{
            onClick: go,
            className: classes.link ?? "",
            isAnimationActive: false,
          }}
        />
      </div>
      <SliceList slices={slices} total={total} />
    </div>
  );
}
