// A chart with its words: the list below its heading says what the picture shows, and each entry leads to its assets.

import { Anchor, Group, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import { Link } from "react-router";
import { wholeNumber } from "../../components/moment-words.ts";
import { paths } from "../../paths.ts";
import classes from "./chart-card.module.css";
import { type Slice, shareWords } from "./slices.ts";

interface ChartCardProps {
  readonly title: string;
  readonly lead?: string;
  readonly children: ReactNode;
}

export function ChartCard({ title, lead, children }: ChartCardProps) {
  const id = useId();
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={id} h="100%">
      <Stack gap="sm" h="100%">
        <div>
          <Title order={2} id={id}>
            {title}
          </Title>
          {lead !== undefined && (
            <Text size="sm" c="dimmed">
              {lead}
            </Text>
          )}
        </div>
        {children}
      </Stack>
    </Paper>
  );
}

export function WaitingChart({ height }: { readonly height: number }) {
  return <Skeleton h={height} role="status" aria-label="Loading" />;
}

function SliceLine({ slice, total }: { readonly slice: Slice; readonly total: number }) {
  const { label, count, query, color } = slice;
  const name = (
    <Text span size="sm" truncate title={label}>
      {label}
    </Text>
  );
  return (
    <li className={classes.line}>
      <span
        className={classes.swatch}
        style={{ background: `var(--mantine-color-${color.replace(".", "-")})` }}
        aria-hidden
      />
      {query === null ? (
        name
      ) : (
        <Anchor component={Link} to={paths.assets({ query })} size="sm" truncate title={label}>
          {label}
        </Anchor>
      )}
      <Group gap={6} wrap="nowrap" ml="auto" className={classes.number}>
        <Text size="sm" fw={600}>
          {wholeNumber(count)}
        </Text>
        <Text size="xs" c="dimmed" w={58} ta="right">
          {shareWords(count, total)}
        </Text>
      </Group>
    </li>
  );
}

/** What the picture beside it shows, in words and numbers. */
export function SliceList({ slices, total }: { readonly slices: readonly Slice[]; readonly total: number }) {
  return (
    <ul className={classes.list}>
      {slices.map((slice) => (
        <SliceLine key={slice.label} slice={slice} total={total} />
      ))}
    </ul>
  );
}
