// How many assets are found, and whether retired ones are among them.

import { Anchor, Group, Text } from "@mantine/core";
import { understandQuery } from "../../../../src/query/understand.ts";
import { counted } from "../../components/moment-words.ts";
import { withTerm } from "./query-terms.ts";

interface ResultHeadProps {
  readonly query: string;
  readonly count: number | undefined;
  /** The number is that of the search before. */
  readonly isOld: boolean;
  readonly onSearch: (query: string) => void;
}

function asksForLifecycle(query: string): boolean {
  const reading = understandQuery(query, { now: Date.now() });
  return reading.kind === "understood" && reading.query.asksForLifecycle;
}

export function ResultHead({ query, count, isOld, onSearch }: ResultHeadProps) {
  const words = count === undefined ? "Counting assets…" : counted(count, "asset");
  return (
    <Group gap="0 var(--mantine-spacing-sm)" align="baseline">
      <Text
        fw={600}
        size="lg"
        role="status"
        aria-label="Total"
        c={isOld ? "dimmed" : undefined}
        aria-busy={isOld}
      >
        {words}
      </Text>
      {!asksForLifecycle(query) && (
        <Text size="sm" c="dimmed">
          Active assets only.{" "}
          <Anchor
            component="button"
            type="button"
            inherit
            underline="always"
            onClick={() => onSearch(withTerm(query, "lifecycle.state: retired"))}
          >
            Show retired assets
          </Anchor>
        </Text>
      )}
    </Group>
  );
}
