// A query that cannot be read, as a link may bring it: what is wrong, and where.

import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { TextNote } from "../../components/query-editor/query-notes.ts";
import styles from "./refused-query.module.css";

interface RefusedQueryProps {
  readonly query: string;
  readonly errors: readonly Pick<TextNote, "from" | "to" | "message">[];
  readonly onSearch: (query: string) => void;
}

const around = 40;

/** The place, with what stands around it. */
function Place({ query, from, to }: { readonly query: string; readonly from: number; readonly to: number }) {
  const start = Math.max(0, from - around);
  const end = Math.min(query.length, to + around);
  return (
    <Text component="code" ff="monospace" size="sm">
      {start > 0 && "…"}
      {query.slice(start, from)}
      <mark className={styles.place}>{query.slice(from, to) || "\u00a0"}</mark>
      {query.slice(to, end)}
      {end < query.length && "…"}
    </Text>
  );
}

export function RefusedQuery({ query, errors, onSearch }: RefusedQueryProps) {
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle />}
      title="This query cannot be read, so nothing was searched"
      role="alert"
    >
      <Stack gap="sm">
        {errors.map(({ from, to, message }) => (
          <div key={`${from} ${message}`}>
            <Place query={query} from={from} to={to} />
            <Text size="sm">{message}</Text>
          </div>
        ))}
        <Group>
          <Button size="xs" variant="default" onClick={() => onSearch("")}>
            Show all assets
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
