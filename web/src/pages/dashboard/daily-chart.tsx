// New and retired assets day by day, as bars and as a table; each number leads to its assets.

import { BarChart } from "@mantine/charts";
import "@mantine/charts/styles.css";
import { Anchor, Button, Collapse, Table, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link, useNavigate } from "react-router";
import type { CountedDay } from "../../api/dashboard.ts";
import { axisMargin, countAxis } from "../../components/axis-ticks.ts";
import { counted, wholeNumber } from "../../components/moment-words.ts";
import { paths } from "../../paths.ts";
import classes from "./chart-card.module.css";

const series = [
  { name: "created", label: "New", color: "teal.8" },
  { name: "retired", label: "Retired", color: "orange.8" },
] as const;

/** Of the calendar alone: no zone moves it. */
const dayFormat = new Intl.DateTimeFormat("en", { month: "short", day: "numeric", timeZone: "UTC" });
const dayWords = (date: string): string => dayFormat.format(new Date(`${date}T00:00:00Z`));

function Count({ count, query, what }: { readonly count: number; query: string; what: string }) {
  if (count === 0) return <Text size="sm">0</Text>;
  return (
    <Anchor component={Link} to={paths.assets({ query })} size="sm" aria-label={what}>
      {wholeNumber(count)}
    </Anchor>
  );
}

function DayRow({ day }: { readonly day: CountedDay }) {
  const { date, created, retired, createdQuery, retiredQuery } = day;
  const words = dayWords(date);
  return (
    <Table.Tr>
      <Table.Th scope="row">{words}</Table.Th>
      <Table.Td ta="right">
        <Count count={created} query={createdQuery} what={`${counted(created, "new asset")} on ${words}`} />
      </Table.Td>
      <Table.Td ta="right">
        <Count
          count={retired}
          query={retiredQuery}
          what={`${counted(retired, "retired asset")} on ${words}`}
        />
      </Table.Td>
    </Table.Tr>
  );
}

/** The latest first; a day on which nothing happened is left out. */
function DayTable({ days }: { readonly days: readonly CountedDay[] }) {
  const told = days.filter(({ created, retired }) => created + retired > 0).toReversed();
  return (
    <Table aria-label="New and retired assets by day" verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Day</Table.Th>
          <Table.Th ta="right">New</Table.Th>
          <Table.Th ta="right">Retired</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {told.map((day) => (
          <DayRow key={day.date} day={day} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

const sumOf = (days: readonly CountedDay[], of: "created" | "retired"): number =>
  days.reduce((sum, day) => sum + day[of], 0);

export function DailyChart({ days }: { readonly days: readonly CountedDay[] }) {
  const navigate = useNavigate();
  const [isOpen, { toggle }] = useDisclosure(false);
  const data = days.map(({ date, created, retired }) => ({ day: dayWords(date), created, retired }));
  const created = sumOf(days, "created");
  const retired = sumOf(days, "retired");
  return (
    <>
      <Text size="sm">
        {counted(created, "new asset")} and {counted(retired, "retired asset")} in {days.length} days
      </Text>
      <div aria-hidden className={classes.filling}>
        <BarChart
          pos="absolute"
          inset={0}
          data={data}
          dataKey="day"
          series={[...series]}
          withLegend
          legendProps={{ verticalAlign: "bottom" }}
          valueFormatter={wholeNumber}
          maxBarWidth={18}
          xAxisProps={{ minTickGap: 24 }}
          yAxisProps={countAxis(Math.max(1, ...days.flatMap((day) => [day.created, day.retired])))}
          barChartProps={axisMargin}
          accessibilityLayer={false}
          barProps={({ name }) => ({
            isAnimationActive: false,
            className: classes.link ?? "",
            onClick: (_bar: unknown, place: number) => {
              const day = days[place];
              const query = name === "created" ? day?.createdQuery : day?.retiredQuery;
              if (query !== undefined) void navigate(paths.assets({ query }));
            },
          })}
        />
      </div>
      {created + retired > 0 && (
        <>
          <Button
            variant="subtle"
            size="compact-sm"
            ml={-8}
            onClick={toggle}
            aria-expanded={isOpen}
            style={{ alignSelf: "flex-start" }}
          >
            {isOpen ? "Hide the days" : "Show the days"}
          </Button>
          <Collapse expanded={isOpen}>
            <DayTable days={days} />
          </Collapse>
        </>
      )}
    </>
  );
}
