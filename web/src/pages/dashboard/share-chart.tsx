// Shares of a whole as a ring; a segment leads to its assets, and so does its line in the list beside it.

import { DonutChart } from "@mantine/charts";
import "@mantine/charts/styles.css";
import { useNavigate } from "react-router";
import { wholeNumber } from "../../components/moment-words.ts";
import { paths } from "../../paths.ts";
import classes from "./chart-card.module.css";
import { SliceList } from "./chart-card.tsx";
import type { Slice } from "./slices.ts";

interface ShareChartProps {
  readonly slices: readonly Slice[];
  readonly total: number;
}

export function ShareChart({ slices, total }: ShareChartProps) {
  const navigate = useNavigate();
  const data = slices.map(({ label, count, color }) => ({ name: label, value: count, color }));
  const go = (_segment: unknown, place: number): void => {
    const query = slices[place]?.query;
    if (query) void navigate(paths.assets({ query }));
  };
  return (
    <div className={classes.beside}>
      {/* The list says the same in words. */}
      <div aria-hidden className={classes.picture}>
        <DonutChart
          data={data}
          size={150}
          thickness={26}
          strokeWidth={1}
          tooltipDataSource="segment"
          valueFormatter={wholeNumber}
          accessibilityLayer={false}
          pieProps={{
            onClick: go,
            className: classes.link ?? "",
            isAnimationActive: false,
            rootTabIndex: -1,
          }}
        />
      </div>
      <SliceList slices={slices} total={total} />
    </div>
  );
}
